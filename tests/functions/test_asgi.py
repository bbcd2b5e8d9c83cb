"""An app is put together of groups whose routes are complete."""

from functions.asgi import build_app, group


def test_an_app_takes_the_routes_of_its_groups_as_they_are() -> None:
    router = group("things", "/things")

    @router.get("/{thing}")
    def read_thing(thing: str) -> str:
        return thing

    (made,) = router.routes
    assert any(route is made for route in build_app(router).routes)
