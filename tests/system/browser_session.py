"""A browser's session with the page's server, without the browser: cookies kept, Origin sent."""

import http.client
import json
import ssl


class BrowserSession:
    """Requests as a page of the server sends them, until told otherwise."""

    def __init__(self, port, ca_file=None):
        self.port = port
        self.scheme = "https" if ca_file else "http"
        self.cookies = {}
        self.attributes = {}
        self._context = ssl.create_default_context(cafile=ca_file) if ca_file else None

    @property
    def origin(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def _connect(self):
        if self._context:
            return http.client.HTTPSConnection("127.0.0.1", self.port, context=self._context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def asks(self, method, path, body=None, headers=None):
        """Returns status, headers and, as JSON where it is that, the body."""
        sent = {"Origin": self.origin, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent = {name: value for name, value in sent.items() if value is not None}
        connection = self._connect()
        connection.request(method, path, body and json.dumps(body), sent)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        self._keep_cookie(response)
        is_json = (response.getheader("Content-Type") or "").startswith("application/json")
        return response.status, response.headers, json.loads(text) if is_json else text

    def _keep_cookie(self, response):
        cookie = response.getheader("Set-Cookie")
        if not cookie:
            return
        (name, _, value), *attributes = (part.partition("=") for part in cookie.split("; "))
        self.attributes = {name.lower(): value for name, _, value in attributes}
        self.cookies.pop(name, None)
        if value:
            self.cookies[name] = value

    def get(self, path):
        status, _, body = self.asks("GET", path)
        assert status == 200, body
        return body

    def signs_in(self, user, password):
        return self.asks("POST", "/api/v1/session", {"user": user, "password": password})[0]

    def is_signed_in(self):
        return self.get("/api/v1/session")["user"] is not None
