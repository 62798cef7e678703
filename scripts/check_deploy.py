"""Django's deployment check with the settings of production: nothing in the environment but what must be given."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import make_env


def main():
    with tempfile.TemporaryDirectory() as folder:
        env_file = Path(folder) / "env"
        make_env.add_missing(env_file)
        environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": str(env_file),
            "VAR_DIR": folder,
            "ALLOWED_HOSTS": "uppka.example.go.id",
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, cwd=make_env.ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
