// A control that plays: its button moves it setting by setting, to the end; a touch or a key stops it.
// Where motion is unwelcome the button moves it by one setting.

function addPlayers(el, plays, controls) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = null;
  let expected = null; // { control, index }: who else moves it, stops it
  const buttons = plays.map(() => add(el, "button", "d2lmini-play"));
  const readouts = () => (el.closest(".d2lmini-explorer") ?? el).querySelectorAll(".d2lmini-readout");

  function stop() {
    const played = timer !== null;
    clearInterval(timer);
    timer = expected = null;
    label();
    if (played) for (const each of readouts()) each.textContent = each.textContent; // now it is said
  }

  function step(k) {
    const control = controls[plays[k].control];
    const last = control.get("_options_labels").length - 1;
    const index = control.get("index");
    if (timer && (expected?.index !== index || index === last)) return stop();
    expected = { k, index: index === last ? 0 : index + 1 };
    set(control, expected.index);
  }

  function toggle(k) {
    const running = expected?.k === k && timer;
    stop();
    if (running) return;
    step(k);
    if (!still.matches) timer = setInterval(() => step(k), 1000 * plays[k].seconds);
    label();
  }

  function label() {
    const live = timer === null ? "polite" : "off"; // not at each step
    for (const each of readouts()) each.setAttribute("aria-live", live);
    buttons.forEach((button, k) => {
      const running = timer !== null && expected.k === k;
      button.textContent = running ? "■" : still.matches ? "▷" : "▶";
      const says = running ? plays[k].stop : still.matches ? plays[k].step : plays[k].play;
      button.setAttribute("aria-label", says);
      button.title = says;
    });
  }

  // Each button stands beside its slider, as soon as that is in the page.
  async function place() {
    const box = el.closest(".d2lmini-explorer");
    for (const [k, { control }] of plays.entries())
      for (const view of await Promise.all(Object.values(controls[control].views ?? {})))
        if (box && view.el.closest(".d2lmini-explorer") === box && buttons[k].parentElement !== view.el)
          view.el.append(buttons[k]); // moved again, it would lose the focus
  }

  const onTouch = (event) => {
    const presses = event.type === "pointerdown" || ["Enter", " "].includes(event.key);
    if (timer !== null && !(presses && buttons.includes(event.target))) stop();
  };
  buttons.forEach((button, k) => {
    button.type = "button";
    button.addEventListener("click", () => toggle(k));
  });
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, onTouch, true);
  still.addEventListener("change", label);
  label();
  const later = [0, 300, 1500].map((wait) => setTimeout(place, wait));
  return () => {
    stop();
    still.removeEventListener("change", label);
    later.forEach(clearTimeout);
    for (const event of ["pointerdown", "keydown"]) document.removeEventListener(event, onTouch, true);
    for (const button of buttons) button.remove();
  };
}
