"""Fixtures: the built site, served below a folder of its own, and a reader's browser."""

import threading

import pytest
from serve import server
from visiting import ALL, NAMES, Visit, build

FOLDER = "d2lmini"  # GitHub Pages serves a project below its name


def pytest_generate_tests(metafunc):
    """A test that takes `name` is asked of each page; in the browser of one, if few are built."""
    if "name" in metafunc.fixturenames:
        of_one = "visit" in metafunc.fixturenames and not ALL
        metafunc.parametrize("name", NAMES[:1] if of_one else ["index", *NAMES])


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site's pages."""
    return build(tmp_path_factory.mktemp("site") / FOLDER)


@pytest.fixture(scope="session")
def address(site):
    serving = server(site.parent)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}/{FOLDER}/"
    serving.shutdown()
    serving.server_close()


@pytest.fixture
def visit(browser, address):
    """Open a page as a reader; at the end nothing may have gone wrong in it."""
    visits = []

    def go(name, at=address, **context):
        visits.append(Visit(browser, f"{at}{name}.html", **context))
        return visits[-1]

    yield go
    complaints = [complaint for visit in visits for complaint in visit.complaints]
    for visit in visits:
        visit.context.close()
    assert complaints == []
