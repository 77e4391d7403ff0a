import pytest

from readout.articles.addresses import mask_secrets
from readout_app.secrets import check_address, environ_secrets, fill_secrets, look_up_secrets, refuse_login
from support.errors import problem_of

STANDS = "${READOUT_SECRET_FEED}"
ADDRESS = f"https://example.org/{STANDS}/feed?token={STANDS}"
VALUE = "a secret/of & mine"
QUOTED = "a%20secret%2Fof%20%26%20mine"


def refused(address: str) -> str:
    return problem_of(check_address, address)


@pytest.mark.parametrize(
    "address",
    ["https://example.org/feed", ADDRESS, "https://example.org/?token=", "https://example.org/?page=2&key=politics"],
)
def test_addresses_without_a_secret_are_taken(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "name", ["token", "access_token", "API-Key", "apikey", "password", "client_secret", "access%5Ftoken", "%74oken"]
)
def test_a_secret_in_a_query_is_refused(name: str) -> None:
    said = "secrets come from the environment only; write ${READOUT_SECRET_NAME} there, and set that variable"
    assert refused(f"https://example.org/feed?a=1&{name}=abc") == said


@pytest.mark.parametrize("login", ["me:word", "ghp_T0kenAsUser1234", "me", ":word", "me%3Aword", "x:y@z"])
def test_user_and_password_are_refused(login: str) -> None:
    said = "secrets come from the environment only; delete user and password from the address"
    assert refused(f"https://{login}@example.org/") == said


def test_a_plain_user_of_a_store_is_taken() -> None:
    refuse_login("sftp://desk@example.org/reports")
    with pytest.raises(ValueError, match="delete user and password"):
        refuse_login("sftp://desk:pw@example.org/reports")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(name, "x") for name in ("READOUT_SMTP_HOST", "READOUT_SECRET_A", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE")],
        *[(name, "x") for name in ("AZURE_STORAGE_CONNECTION_STRING", "GOOGLE_APPLICATION_CREDENTIALS")],
        *[(name, "x") for name in ("GITHUB_TOKEN", "OPENAI_API_KEY", "PGPASSWORD", "FSSPEC_S3_KEY", "SOME_KEY")],
        ("HTTPS_PROXY", "http://me:word@proxy:3128"),
        ("DATABASE_URL", "postgres://me:word@h/db"),
    ],
)
def test_what_of_an_environment_is_secret(name: str, value: str) -> None:
    others = {"PATH": "/bin", "HOME": "/home/me", "KEYBOARD": "de", "HTTP_PROXY": "http://proxy:3128", "LANG": "C"}
    assert environ_secrets({**others, name: value}) == {name: value}


@pytest.mark.parametrize(
    ("address", "stands"),
    [
        ("https://example.org/${HOME}", "${HOME}"),
        ("https://example.org/${READOUT_SMTP_PASSWORD}", "${READOUT_SMTP_PASSWORD}"),
        ("https://example.org/${READOUT_SECRET_}", "${READOUT_SECRET_}"),
        (f"https://{STANDS}/feed", STANDS),
        (f"https://{STANDS}.example.org", STANDS),
    ],
)
def test_only_secrets_are_filled_in_and_only_after_the_host(address: str, stands: str) -> None:
    assert refused(address) == f"{stands} stands for no secret; write ${{READOUT_SECRET_NAME}}, after the host"


def test_a_secret_is_filled_in_and_taken_out_again() -> None:
    known = look_up_secrets(ADDRESS, {"READOUT_SECRET_FEED": VALUE, "OTHER": "x"})
    assert known == {STANDS: VALUE}
    sent = fill_secrets(ADDRESS, known)
    assert sent == f"https://example.org/{QUOTED}/feed?token={QUOTED}"
    assert mask_secrets(f"{sent}: {VALUE}", known) == f"{ADDRESS}: {STANDS}"
    assert mask_secrets("https://example.org/a%20secret/of%20%26%20mine", known) == f"https://example.org/{STANDS}"


@pytest.mark.parametrize(
    ("environ", "wrong"), [({}, "is not set"), ({"READOUT_SECRET_FEED": "short"}, "is shorter than 8 characters")]
)
def test_a_secret_that_is_none(environ: dict[str, str], wrong: str) -> None:
    assert (
        problem_of(look_up_secrets, ADDRESS, environ)
        == f"READOUT_SECRET_FEED {wrong}; set it to what stands there in the address"
    )
