"""Security headers of every response: a strict policy without any inline script or style."""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def register_headers(app: Flask) -> None:
    """Set the headers on every response; pages of signed-in people are never cached."""
    every_file = list(HEADERS.items())
    if app.config["SESSION_COOKIE_SECURE"]:
        every_file.append(("Strict-Transport-Security", "max-age=31536000"))
    every_page = [*every_file, ("Cache-Control", "no-store")]

    @app.after_request
    def harden(response: Response) -> Response:
        there = {name.lower() for name, _ in response.headers}
        wanted = every_page if request.endpoint != "static" else every_file
        response.headers.extend([line for line in wanted if line[0].lower() not in there])
        return response
