"""connecteur in a Django site: one address decides a record, the other tells a level from an assessment.

Run it as it is: `python django_view.py runserver`, then

    curl -d '{"residence_country": "FR", "birth_country": "MA"}' http://127.0.0.1:8000/decide/oecd.immigrant
    curl --data-binary @mine.toml http://127.0.0.1:8000/assess

In a site of your own, take the two views and `urlpatterns`. Facts are answered and forgotten: nothing here logs or
stores what was sent, and neither should what you put in front of it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connecteur_core import (
    ConnecteurError,
    Definition,
    UnknownName,
    evaluate,
    get_definition,
    load_assessment,
    result_to_json,
)

HOST = "FR"
LARGEST_BODY = 1024 * 1024


@cache
def definition_of(definition_id: str, day: date) -> Definition:
    """A definition as it is in force on a day; compiled once, then kept."""
    return get_definition(definition_id, on=day, host=HOST)


@csrf_exempt  # A call from program to program; a form in a page of yours keeps the check.
@require_POST
def decide(request: HttpRequest, definition_id: str) -> JsonResponse:
    """Facts as a JSON object in; yes, no or undetermined out, with why."""
    try:
        facts = json.loads(request.body)
        decision = definition_of(definition_id, date.today()).decide(facts)
    except UnknownName as error:
        return findings(error, status=404)
    except ConnecteurError as error:
        return findings(error, status=422)
    except (ValueError, TypeError):
        return JsonResponse({"findings": ["the body must be one JSON object"]}, status=400)
    return JsonResponse(decision.to_json())


@csrf_exempt
@require_POST
def assess(request: HttpRequest) -> JsonResponse:
    """An assessment as TOML in; levels, criteria and coverage out."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "assessment.toml")
        file.write_bytes(request.body)
        try:
            return JsonResponse(result_to_json(evaluate(load_assessment(file))))
        except ConnecteurError as error:
            return findings(error, status=422)


def findings(error: ConnecteurError, *, status: int) -> JsonResponse:
    """What is wrong, by stable codes and in words that never repeat a fact."""
    told = [{"code": each.code, "message": each.message.text("en")} for each in error.diagnostics]
    return JsonResponse({"findings": told}, status=status)


urlpatterns = [path("decide/<str:definition_id>", decide), path("assess", assess)]

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1", "localhost", "testserver"],
        DATA_UPLOAD_MAX_MEMORY_SIZE=LARGEST_BODY,
        DEBUG=False,
        ROOT_URLCONF=__name__,
        SECRET_KEY="only for this example, which has no sessions",  # noqa: S106 -- nothing is signed with it
        USE_TZ=True,
    )

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
