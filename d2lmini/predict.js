// A question with one button a choice. The first choice counts: it stays marked, and the why unfolds.

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
  }

  model.on("change:guess", show);
  show();
  el.append(box);
  return () => {
    model.off("change:guess", show);
    box.remove();
  };
}

export default { render };
