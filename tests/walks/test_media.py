import io

from PIL import Image

from tests.walks.house import House, message_body


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 200), "brown").save(file, "PNG")
    return file.getvalue()


async def test_a_picture_lives_as_long_as_it_is_needed(house: House) -> None:
    """Uploaded, described, shown small, kept for a draft, published, and removed with its bytes."""
    account = await house.connect("facebook")
    path = (await house.api.post("/v1/media", files={"file": ("rye.png", picture())})).headers["location"]
    said = {"alt_text": "Rye bread", "focal_point": {"x": 0.5, "y": 0.25}}
    asset = (await house.api.patch(path, json=said, headers={"If-Match": '"v1"'})).json()
    small = await house.api.get(f"{path}/thumbnail", params={"size": 100})
    content = {"text": "Fresh rye", "media": [{"media_id": asset["id"]}]}
    draft = message_body(account, "", content=content, publish={"when": "draft"})
    message = (await house.api.post("/v1/messages", json=draft)).json()

    refused = await house.api.delete(path)
    await house.api.post(
        f"/v1/messages/{message['id']}:reschedule",
        json={"publish": {"when": "now"}},
        headers={"If-Match": f'"v{message["version"]}"'},
    )
    delivery = await house.until(message["id"])
    removed, gone = await house.api.delete(path), await house.api.get(f"{path}/content")

    assert (100, 50) == Image.open(io.BytesIO(small.content)).size
    assert said == {name: message["content"]["media"][0][name] for name in said}
    assert 409 == refused.status_code
    assert f"needed by the message {message['id']}" in refused.json()["detail"]
    assert "published" == delivery["state"]
    assert (204, 404) == (removed.status_code, gone.status_code)
    assert [] == [file for file in (house.home / "media").rglob("*") if file.is_file()]
