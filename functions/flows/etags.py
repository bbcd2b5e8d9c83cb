"""The draft's revision as HTTP knows it: `ETag` on what is read, `If-Match` on what is written."""

from typing import Annotated

from fastapi import Depends, Header, Response

from shared.domain.errors import Unconditional
from shared.domain.flows import FlowDraft
from shared.services.edit_flows import IfMatch

Given = Annotated[str | None, Header(alias="If-Match", max_length=200, description='The ETag as it was read: `"7"`.')]


def tagged(draft: FlowDraft, response: Response) -> FlowDraft:
    """Put the draft's revision on the answer."""
    response.headers["ETag"] = f'"{draft.summary.draft_revision}"'
    return draft


def may_match(if_match: Given = None) -> IfMatch | None:
    """Give the condition, if the caller set one."""
    return IfMatch.of(if_match) if if_match is not None else None


def must_match(if_match: Given = None) -> IfMatch:
    """Give the condition. Raises Unconditional `if_match_required`."""
    if if_match is None:
        raise Unconditional("if_match_required", "Say in If-Match which revision of the draft you are changing.")
    return IfMatch.of(if_match)


MayMatch = Annotated[IfMatch | None, Depends(may_match)]
MustMatch = Annotated[IfMatch, Depends(must_match)]
