"""The demonstration city: invented divisions, people, plants and months, entered through the portal's own actions.

`city.json`, `plants.json` and `quotas.json` tell who and what there is, `unsettled` which returns are still on
their way, `series` invents the months, and `load` lets the people enter, submit and accept them
at the days on which they would have.
"""
