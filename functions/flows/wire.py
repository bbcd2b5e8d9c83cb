"""The bodies of flows: drafts, what answers, history, what is wrong, files and templates."""

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.paging import encode
from functions.wire import Answer, Json, Name, Request, UtcTime
from shared.domain.flows import Author, FlowDraft, FlowSummary, FlowVersion, Publication, PublishedFlow
from shared.engine.problems import Problem
from shared.services.edit_flows import Saved
from shared.services.exchange_flows import Template
from shared.services.publish import Published as PublishedNow
from shared.store.pages import Page

if TYPE_CHECKING:
    from shared.engine.simulate import TestResult
    from shared.engine.validate import Proof

DomainName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Definition = Annotated[
    Json, Field(description="A flow definition, see `GET /admin/chatbot-flows/schema`; 1 MB at most.")
]


class Domain(Answer):
    domain: str


class ChangeDomain(Request):
    domain: DomainName


# --- flows


class Flow(Answer):
    id: UUID
    domain: str
    name: str
    draft_revision: int = Field(description="Rises with each save; the ETag of the draft.")
    latest_version: int = Field(description="0 = never published.")
    published: bool
    published_version: int | None
    archived: bool
    created_at: UtcTime
    updated_at: UtcTime = Field(description="When the draft was saved last.")

    @staticmethod
    def of(summary: FlowSummary) -> "Flow":
        return Flow.model_validate(flow_fields(summary))


def flow_fields(summary: FlowSummary) -> Json:
    """Arrange a summary as its body names things."""
    return {
        "id": summary.id,
        "domain": summary.domain,
        "name": summary.name,
        "draft_revision": summary.draft_revision,
        "latest_version": summary.latest_version,
        "published": summary.published_version is not None,
        "published_version": summary.published_version,
        "archived": summary.is_archived,
        "created_at": summary.created_at,
        "updated_at": summary.updated_at,
    }


class Flows(Answer):
    items: list[Flow]


class Person(Answer):
    id: UUID
    name: str

    @staticmethod
    def of(author: Author | None) -> "Person | None":
        return Person(id=author.id, name=author.name) if author else None


class FlowWithDraft(Flow):
    flow_definition: Json
    saved_by: Person | None = Field(None, description="Who saved the draft last; null = the service itself.")

    @staticmethod
    def with_draft(draft: FlowDraft) -> "FlowWithDraft":
        fields = flow_fields(draft.summary)
        return FlowWithDraft.model_validate(
            {**fields, "flow_definition": draft.definition, "saved_by": Person.of(draft.saved_by)}
        )


class PublishedVersion(Flow):
    flow_definition: Json
    version: int
    version_id: UUID
    published_at: UtcTime

    @staticmethod
    def of_published(published: PublishedFlow) -> "PublishedVersion":
        return PublishedVersion.model_validate(
            {
                **flow_fields(published.summary),
                "flow_definition": published.definition,
                "version": published.version,
                "version_id": published.version_id,
                "published_at": published.published_at,
            }
        )


class Published(Answer):
    published: bool
    flow: PublishedVersion | None

    @staticmethod
    def of(found: PublishedFlow | None) -> "Published":
        return Published(published=found is not None, flow=PublishedVersion.of_published(found) if found else None)


# --- drafts


class SaveFlow(Request):
    domain: DomainName
    name: Name
    flow_definition: Definition


class SaveDraft(Request):
    flow_definition: Definition
    name: Name | None = Field(None, description="A new name; without it the flow keeps its own.")


class CloneFlow(Request):
    name: Name


class UseTemplate(Request):
    domain: DomainName
    name: Name


class ImportFlow(Request):
    file: Json = Field(description="What `export` gave, or a bare flow definition.")
    domain: DomainName | None = Field(None, description="Instead of the file's.")
    name: Name | None = Field(None, description="Instead of the file's.")


class FlowProblem(Answer):
    severity: Literal["error", "warning"]
    code: str
    node: str | None
    path: str
    message: str

    @staticmethod
    def of(problem: Problem) -> "FlowProblem":
        return FlowProblem(
            severity=problem.severity,
            code=problem.code,
            node=problem.node,
            path=problem.path,
            message=problem.message,
        )


class Findings(Answer):
    problems: list[FlowProblem] = Field(description="Errors first; they stop publishing, warnings do not.")
    max_messages_per_turn: int | None = Field(description="The most one turn can send; null where it is not bounded.")

    @staticmethod
    def of(proof: "Proof") -> "Findings":
        return Findings.model_validate(findings_of(proof))


def findings_of(proof: "Proof") -> Json:
    """Arrange a proof as its body names things; a hostile definition may have thousands of findings."""
    return {
        "problems": [FlowProblem.of(problem) for problem in proof.problems[:500]],
        "max_messages_per_turn": proof.bounds.messages if proof.bounds else None,
    }


class SavedFlow(Flow):
    problems: list[FlowProblem]
    max_messages_per_turn: int | None

    @staticmethod
    def saved(saved: Saved) -> "SavedFlow":
        return SavedFlow.model_validate({**flow_fields(saved.draft.summary), **findings_of(saved.proof)})


class MeantDefinition(Request):
    flow_definition: Definition | None = Field(None, description="Instead of the draft.")


class TestOutcome(Answer):
    name: str
    passed: bool
    problems: list[str]


class TestOutcomes(Answer):
    passed: bool
    tests: list[TestOutcome]

    @staticmethod
    def of(results: "tuple[TestResult, ...]") -> "TestOutcomes":
        tests = [TestOutcome(name=one.name, passed=one.passed, problems=list(one.problems)[:20]) for one in results]
        return TestOutcomes(passed=all(one.passed for one in results), tests=tests)


class Removed(Answer):
    result: Literal["deleted", "archived"] = Field(description="A flow that was ever published is kept, archived.")


# --- versions


class Force(Request):
    reason: Reason


class Publish(Request):
    note: Note = ""
    running: Literal["finish", "move"] = Field(
        "finish", description="Conversations under way: finish on their version, or move where their node still exists."
    )
    force: Force | None = Field(None, description="Publish though its own tests fail; errors are never forced.")
    answers: bool = Field(True, description="False = other flows may call it, contacts do not reach it by themselves.")

    def as_publication(self) -> Publication:
        """Translate."""
        return Publication(self.note, self.running, self.force.reason if self.force else None, self.answers)


class PublishVersion(Publish):
    flow_id: UUID
    version: int = Field(ge=1, lt=2**31)


class VersionNow(Answer):
    version: int
    version_id: UUID
    problems: list[FlowProblem] = Field(description="Warnings.")

    @staticmethod
    def of(published: PublishedNow) -> "VersionNow":
        return VersionNow(
            version=published.version,
            version_id=published.version_id,
            problems=[FlowProblem.of(problem) for problem in published.warnings[:500]],
        )


class Version(Answer):
    version: int
    version_id: UUID
    note: str
    forced_reason: str | None = Field(description="Why it was published though its tests failed.")
    author: Person | None
    created_at: UtcTime
    is_live: bool
    conversations: int = Field(description="Those whose session on this version has not ended.")

    @staticmethod
    def of(found: FlowVersion) -> "Version":
        return Version(
            version=found.number,
            version_id=found.id,
            note=found.note,
            forced_reason=found.forced_reason,
            author=Person.of(found.author),
            created_at=found.created_at,
            is_live=found.is_live,
            conversations=found.conversations,
        )


class Versions(Answer):
    items: list[Version]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[FlowVersion]) -> "Versions":
        return Versions(items=[Version.of(found) for found in page.items], next_cursor=encode(page.after))


class VersionDefinition(Answer):
    version: int
    flow_definition: Json


# --- files and templates


class TemplateBody(Answer):
    domain: str
    name: str
    titles: dict[str, str]
    nodes: int
    locales: list[str]

    @staticmethod
    def of(found: Template) -> "TemplateBody":
        return TemplateBody(
            domain=found.domain,
            name=found.name,
            titles=dict(found.titles),
            nodes=found.nodes,
            locales=list(found.locales),
        )


class Templates(Answer):
    items: list[TemplateBody]


class FlowFileBody(Answer):
    format: str
    version: int = Field(description="Of the file.")
    domain: str
    name: str
    flow_version: int | None = Field(description="Null = the draft.")
    flow_definition: Json
