// One exercise after the other: three right in a row move a level up, and mistakes are counted by name.

function practiceRender({ model, el }) {
  const words = model.get("words");
  const head = document.createElement("p");
  head.className = "d2lmini-head";
  const place = document.createElement("div");
  const tally = document.createElement("ul");
  tally.className = "d2lmini-tally";
  const another = Object.assign(document.createElement("button"), { type: "button", textContent: words.another });
  const end = Object.assign(document.createElement("button"), { type: "button", textContent: words.end });
  const bar = document.createElement("div");
  bar.className = "d2lmini-ask d2lmini-bar";
  bar.append(head, another, end, tally);
  tally.setAttribute("aria-live", "polite");
  let clean = () => {};

  function set(changes) {
    Object.entries(changes).forEach(([name, to]) => model.set(name, to));
    model.save_changes();
  }

  const sheet = () => model.get("sheet");
  const now = () => sheet()[model.get("at")];

  // The first verdict on each exercise counts; every foreseen mistake is counted by its name.
  function checked(verdicts) {
    const right = verdicts.every((verdict) => verdict.right);
    const mistakes = { ...model.get("mistakes") };
    verdicts.filter((v) => !v.right && v.says && !v.told).forEach(({ says }) => {
      mistakes[says] = (mistakes[says] ?? 0) + 1;
    });
    const alone = right && !model.get("unfolded"); // not copied from the solution
    const row = right ? model.get("row") + (alone && model.get("tries") === 1) : 0;
    const done = model.get("done") + alone;
    const up = row >= 3 && model.get("level") < 3;
    set({ mistakes, done, row: up ? 0 : row, level: model.get("level") + (up ? 1 : 0) });
  }

  // The next one of this level that was not shown yet; after the last the first again.
  function next() {
    const level = model.get("level");
    const shown = new Set(model.get("shown"));
    const places = sheet().map((_, i) => i).filter((i) => sheet()[i].level === level);
    const at = places.find((i) => !shown.has(i)) ?? places[0];
    const fresh = places.every((i) => shown.has(i)) ? [at] : [...shown, at];
    set({
      at, shown: fresh, typed: sheet()[at].fields.map(() => ""), tries: 0, hints: 0, checked: false,
      solved: false, asked: false, unfolded: false, ended: false,
    });
  }

  function redraw() {
    clean();
    place.replaceChildren();
    clean = draw(model, place, now(), checked);
  }

  function show() {
    const told = { topic: model.get("topic"), level: model.get("level"), row: model.get("row"), done: model.get("done") };
    head.textContent = filled(words.head, told);
    const found = Object.entries(model.get("mistakes")).sort(([, a], [, b]) => b - a);
    const lines = found.map(([says, times]) => filled(words.times, { times, says }));
    tally.replaceChildren(...(model.get("ended") ? (lines.length ? lines : [words.none]) : []).map((line) => {
      const item = document.createElement("li");
      item.append(written(line));
      return item;
    }));
  }

  another.addEventListener("click", () => {
    next();
    const question = place.querySelector("fieldset"); // read out, and in sight
    question.tabIndex = -1;
    question.focus();
  });
  end.addEventListener("click", () => set({ ended: true }));
  model.on("change:at", redraw);
  model.on("change", show);
  redraw();
  show();
  el.append(place, bar);
  return () => {
    clean();
    model.off("change:at", redraw);
    model.off("change", show);
  };
}
