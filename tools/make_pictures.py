"""Take the pictures of the documentation from the example form: ``python tools/make_pictures.py``.

A marked copy goes through LibreOffice, the page through Chromium; both have to be installed, and a font with Chinese
characters. The pictures are checked in, so that nobody else needs them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
FORM = "form-2021.xlsx"
LARGEST = 200_000
WIDTH = 1280


def check(*options: str) -> None:
    """Check the example form."""
    done = subprocess.run([sys.executable, "-m", "jixiao", "check", FORM, *options], cwd=EXAMPLES, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)


def save(picture: Any, path: Path) -> None:
    """Write a picture without its white margins, in 256 colours."""
    from PIL import Image, ImageChops

    colours = picture.convert("RGB")
    white = Image.new("RGB", colours.size, "white")
    left, top, right, bottom = ImageChops.difference(colours, white).getbbox()
    cut = colours.crop((max(left - 12, 0), max(top - 12, 0), right + 12, bottom + 12))
    path.parent.mkdir(parents=True, exist_ok=True)
    cut.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT).as_posix()}: {cut.width} × {cut.height}, {size:,} bytes")
    if size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST:,} bytes")


def sheets(workbook: Path, folder: Path) -> list[Any]:
    """The printed pages of a workbook, drawn, without the numbers at their feet."""
    import pypdfium2

    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    document = pypdfium2.PdfDocument(folder / f"{workbook.stem}.pdf")
    drawn = [page.render(scale=1.8).to_pil() for page in document]
    return [one.crop((0, 0, one.width, one.height * 15 // 16)) for one in drawn]


def page(html: Path, folder: Path) -> Any:
    """The upper part of a page as a browser shows it."""
    from PIL import Image

    shot = folder / "page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},1500"]
    command = ["chromium", *options, f"--user-data-dir={folder / 'browser'}", f"--screenshot={shot}", html.as_uri()]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    with Image.open(shot) as taken:
        return taken.convert("RGB")


def main() -> None:
    """Take every picture in both languages."""
    for language in ("zh", "en"):
        pictures = ROOT / "docs" / language / "pictures"
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            marked, html = folder / "marked.xlsx", folder / "page.html"
            check("--lang", language, "--annotate", str(marked), "-o", str(folder / "report.txt"))
            check("--lang", language, "--format", f"html:{html}")
            findings, form, *_ = sheets(marked, folder)
            save(findings, pictures / "findings.png")
            save(form, pictures / "marked.png")
            save(page(html, folder), pictures / "page.png")


if __name__ == "__main__":
    main()
