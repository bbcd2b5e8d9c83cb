"""Leads as a list, as a board, and one with its history."""

from datetime import timedelta

from starlette.testclient import TestClient

from shared.container import Container
from tests.functions.people import Agency, make_agency, make_chat
from tests.parts import Database


def test_a_lead_carries_person_fields_summary_and_history(client: TestClient, agency: Agency) -> None:
    chat = make_chat(agency, value_cents=50_000_000)

    lead = client.get(f"/admin/leads/{chat.lead}", headers=agency.headers).json()

    assert lead["contact"]["phone"] == "+5511987654321"
    assert lead["conversation_id"] == str(chat.conversation)
    assert lead["fields"] == {"city": "Santos"}
    assert lead["summary"] == [{"label": "Cidade", "value": "Santos"}]
    assert lead["value_cents"] == 50_000_000
    assert [(event["kind"], event["actor"]) for event in lead["events"]] == [("created", "bot")]


def test_the_list_filters_by_stage_and_owner_and_pages(client: TestClient, agency: Agency) -> None:
    new = [make_chat(agency, f"N{n}", ago=timedelta(minutes=n)) for n in range(3)]
    visit = make_chat(agency, "V", stage="visit")
    agency.sql("update leads set owner_user_id = %s where id = %s", agency.admin, visit.lead)

    def get(**params: object) -> dict[str, object]:
        answer: dict[str, object] = client.get("/admin/leads", params=params, headers=agency.headers).json()  # type: ignore[arg-type] # plain values
        return answer

    first = get(stage="new", limit=2)
    second = get(stage="new", limit=2, cursor=first["next_cursor"])
    assert [_ids(first), _ids(second)] == [[str(c.lead) for c in new[:2]], [str(new[2].lead)]]
    assert _ids(get(view="mine")) == [str(visit.lead)]
    assert len(_ids(get())) == 4


def test_the_board_has_the_flows_stages_in_order_and_strays_at_the_end(client: TestClient, agency: Agency) -> None:
    make_chat(agency, "A", value_cents=100)
    make_chat(agency, "B", value_cents=50)
    stray = make_chat(agency, "C", stage="old_stage")

    stages = client.get("/admin/leads/board", headers=agency.headers).json()["stages"]

    assert [(s["id"], s["label"], s["count"], s["value_cents"]) for s in stages] == [
        ("new", "Novo", 2, 150),
        ("visit", "Visita", 0, 0),
        ("old_stage", "old_stage", 1, 0),
    ]
    assert [lead["id"] for lead in stages[2]["leads"]] == [str(stray.lead)]


def test_a_full_column_goes_on_in_the_list_of_its_stage(client: TestClient, agency: Agency) -> None:
    make_chat(agency, "First", ago=timedelta(days=1))
    agency.sql(
        "insert into leads (tenant_id, contact_id, conversation_id, domain, stage, closed_at) select tenant_id, contact_id,"
        " conversation_id, domain, stage, now() from leads, generate_series(1, 50)"
    )

    column = client.get("/admin/leads/board", headers=agency.headers).json()["stages"][0]
    params = {"stage": "new", "cursor": column["next_cursor"]}
    rest = client.get("/admin/leads", params=params, headers=agency.headers).json()

    assert (column["count"], len(column["leads"])) == (51, 50)
    assert [lead["contact"]["name"] for lead in rest["items"]] == ["First"]


def test_without_a_published_flow_the_board_shows_the_stages_that_leads_are_in(
    client: TestClient, container: Container, database: Database
) -> None:
    agency = make_agency(container, database, "Nova", published=False)
    assert client.get("/admin/leads/board", headers=agency.headers).json() == {"stages": []}
    make_chat(agency)

    stages = client.get("/admin/leads/board", headers=agency.headers).json()["stages"]

    assert [stage["id"] for stage in stages] == ["new"]


def _ids(answer: dict[str, object]) -> list[str]:
    items = answer["items"]
    assert isinstance(items, list)
    return [item["id"] for item in items]
