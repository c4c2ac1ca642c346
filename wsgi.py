"""The application for a WSGI server."""

from competition.app import create_app
from config import Settings

app = create_app(Settings.from_env())
