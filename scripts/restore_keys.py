"""Take the keys of a backup into .env: they come first, the present ones stay behind them, so that both can be read."""

import sys
from pathlib import Path

import make_env


def take(keys_path, env_path):
    old, new = _read(env_path), _read(keys_path)
    for name in ("FIELD_KEYS", "LOOKUP_KEYS"):
        kept = [key for key in old.get(name, "").split(",") if key and key not in new[name].split(",")]
        old[name] = ",".join([new[name], *kept])
    old.setdefault("SECRET_KEY", new["SECRET_KEY"])
    env_path.touch(mode=0o600)
    env_path.write_text("".join(f"{name}={value}\n" for name, value in old.items()))


def _read(path):
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


if __name__ == "__main__":
    take(Path(sys.argv[1]), make_env.ROOT / ".env")
