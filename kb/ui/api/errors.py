"""Errors of the interfaces: one form, {"error": {type, code, message}}, the message in Chinese."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from kb.errors import FilterError, NotFound, PolicyKBError, QuestionError
from kb.ui.words import API_FAILED, API_METHOD, API_MISSING, API_OPENING, FIELD_PROBLEMS, bad_field

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def opening() -> ApiError:
    return ApiError(503, "opening", API_OPENING)


def error_json(status: int, code: str, message: str) -> JSONResponse:
    kind = "invalid_request_error" if status < 500 and status != 429 else "server_error"
    if status == 429:
        kind = "rate_limit_error"
    headers = {"Retry-After": "5"} if status == 503 else {}
    return JSONResponse({"error": {"type": kind, "code": code, "message": message}}, status, headers)


def install(site: FastAPI) -> None:
    """Errors of the site's own routes; pages answer theirs themselves."""

    @site.exception_handler(ApiError)
    def _api(request: Request, error: ApiError) -> JSONResponse:
        return error_json(error.status, error.code, error.message)

    @site.exception_handler(PolicyKBError)
    def _known(request: Request, error: PolicyKBError) -> JSONResponse:
        if isinstance(error, NotFound):
            return error_json(404, "not_found", API_MISSING)
        if isinstance(error, (QuestionError, FilterError)):
            return error_json(400, "bad_request", str(error))
        logger.error("%s: %s", request.url.path, error)  # may name files of this machine
        return error_json(503, "unavailable", API_FAILED)

    @site.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        at = () if first["type"] == "json_invalid" else first["loc"]  # which is a number of characters then
        place = ".".join(str(part) for part in at if part not in ("body", "query", "path"))
        problem = FIELD_PROBLEMS.get(str(first["type"]), FIELD_PROBLEMS["other"])
        return error_json(422, "invalid", bad_field(place[:100], problem, first.get("ctx", {})))

    @site.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 405:
            return error_json(405, "method", API_METHOD)
        return error_json(error.status_code, "http", API_MISSING if error.status_code == 404 else str(error.detail))

    @site.exception_handler(Exception)
    def _failed(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s failed", request.url.path, exc_info=error)
        return error_json(500, "failed", API_FAILED)


def unknown() -> list[BaseRoute]:
    """What is left below the interfaces' paths: without it a page of Gradio would answer, in English."""

    async def answer(request: Request) -> JSONResponse:
        return error_json(404, "not_found", API_MISSING)

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [Route(f"{path}/{{rest:path}}", answer, methods=methods) for path in ("/api", "/v1")]
