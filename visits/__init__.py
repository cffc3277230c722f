"""Site visits: what was found, with photos; what was instructed, and what leaders and departments did about it, until it is done."""
