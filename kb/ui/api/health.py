"""/health and /metrics, for supervisors. Neither ever waits for the knowledge base."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from kb.ui.contract import PolicyBase
from kb.ui.measures import Measures

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def router(base: PolicyBase, measures: Measures) -> APIRouter:
    routes = APIRouter()

    @routes.get("/health")
    def health() -> JSONResponse:
        """200 when questions are answered at once, 503 while the knowledge base opens."""
        ready = base.ready()
        return JSONResponse({"status": "ok" if ready else "opening"}, 200 if ready else 503)

    @routes.get("/metrics")
    def metrics() -> Response:
        ready = base.ready()
        text = measures.text(ready, len(base.documents()) if ready else None)
        return Response(text, media_type=PROMETHEUS)

    return routes
