from checks import (  # noqa: F401
    test_it_reads_well,
    test_the_checks_stay_folded,
    test_unrun_there_are_pictures,
)

CHAPTER = "13_autograd_in_practice"


def test_what_was_cut_is_shown_after_the_guess(chapter):
    box = chapter.page.locator(".d2lmini-predict").first
    assert "tensor" not in box.inner_text()
    box.get_by_role("button", name="3x²", exact=True).press("Enter")
    assert "x.grad  tensor([0., 1., 4., 9.])" in box.locator("pre").inner_text()
