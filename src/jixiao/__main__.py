"""``python -m jixiao``: the same program as ``jixiao``."""

from jixiao.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
