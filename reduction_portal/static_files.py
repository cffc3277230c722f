"""Static files under names that change with their content, also where one of the portal's scripts imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """The sheet's script is made of modules: an old one in a browser's cache never meets a new one."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("portal/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)";)""", 'from "%(url)s";'),)),
    )
