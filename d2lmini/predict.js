// A question with one button a choice. The first choice counts: it stays marked, and the why and what
// was held back unfold.

function render({ model, el }) {
  const box = document.createElement("fieldset");
  const add = (tag, className, text) => {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    box.append(node);
    return node;
  };
  box.className = "d2lmini-predict";
  add("legend", "", model.get("question"));
  const buttons = model.get("choices").map((choice, i) => {
    const button = add("button", "", choice);
    button.type = "button";
    button.addEventListener("click", () => {
      if (model.get("guess") >= 0) return;
      model.set("guess", i);
      model.save_changes();
    });
    return button;
  });
  const why = add("p", "d2lmini-why", "");
  why.setAttribute("aria-live", "polite");
  const then = add("div", "d2lmini-then", "");
  then.hidden = true;
  let view;

  function show() {
    const [guess, answer] = [model.get("guess"), model.get("answer")];
    if (guess < 0) return;
    buttons.forEach((button, i) => {
      // aria-disabled, not disabled: the focus stays where the hand is.
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-pressed", String(i === guess));
      button.classList.toggle("d2lmini-guess", i === guess);
      button.classList.toggle("d2lmini-answer", i === answer);
    });
    why.textContent = model.get("replies")[guess];
    if (then.hidden) unfold();
  }

  // What the question held back: it is made after the guess, so that nobody finds it before.
  async function unfold() {
    then.hidden = false;
    then.innerHTML = model.get("shown");
    const moving = model.get("moving");
    if (!moving) return;
    const { widget_manager } = model;
    const id = moving.replace("IPY_MODEL_", "");
    view = await widget_manager.create_view(await widget_manager.get_model(id));
    then.replaceChildren(view.el);
    // Sliders and radio buttons finish when they are told that they are in the page.
    view.luminoWidget?.processMessage({ type: "after-attach", isConflatable: false });
  }

  model.on("change:guess", show);
  show();
  el.append(box);
  return () => {
    model.off("change:guess", show);
    view?.remove();
    box.remove();
  };
}

export default { render };
