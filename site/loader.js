// Brings the views of a page to life: the modules of the widgets, unchanged, get models that are
// plain objects, and native sliders and radio buttons to move them. Nothing asks a kernel.

const HERE = document.currentScript.src; // …/_static/d2lmini.js
const AGAIN = 4000; // milliseconds, after which what did not come is asked for again
const NEAR = "400px 0px"; // from here on an explorer asks for its frames

// What the modules use of a widget's model.
class Model {
  constructor(state, widget_manager) {
    Object.assign(this, { state, widget_manager, views: {}, listeners: new Map() });
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    if (this.state[name] === value) return;
    this.state[name] = value;
    for (const event of [`change:${name}`, "change"])
      for (const listener of this.listeners.get(event) ?? []) listener();
  }

  on(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  off(event, listener) {
    this.listeners.get(event)?.delete(listener);
  }

  save_changes() {} // there is nobody to tell
}

const stateIn = (element) =>
  JSON.parse(element.querySelector(":scope > script[type='application/json']").textContent);

// --- frames: a script for each explorer, asked for when the reader comes near --------------------

const waiting = new Map(); // by explorer, who wants to know

window.d2lmini = {
  receive(id, told) {
    waiting.get(id)?.(told);
  },
};

function ask(id, file) {
  return new Promise((resolve, reject) => {
    waiting.set(id, resolve);
    const script = document.createElement("script");
    script.src = new URL(`frames/${file}`, HERE);
    script.onerror = () => reject(new Error(`${file} did not come`));
    document.head.append(script);
    script.remove();
  });
}

const inflate = async (packed) => {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
};

const bytes = (packed) => Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));

// --- explorers -----------------------------------------------------------------------------------

// A native control and its model: whichever is moved, the other follows.
function controlIn(row) {
  const slider = row.querySelector("input[type=range]");
  const radios = [...row.querySelectorAll("input[type=radio]")];
  const labels = slider
    ? JSON.parse(row.dataset.labels)
    : radios.map((radio) => radio.parentElement.textContent);
  // What was moved before the frames had come, counts.
  const index = slider ? Number(slider.value) : radios.findIndex((radio) => radio.checked);
  const model = new Model({ index, _options_labels: labels });
  model.views.only = Promise.resolve({ el: row });
  const show = () => {
    const now = model.get("index");
    radios.forEach((radio, i) => { radio.checked = i === now; });
    if (!slider) return;
    slider.value = now;
    slider.setAttribute("aria-valuetext", labels[now]);
    row.querySelector("output").textContent = labels[now];
  };
  row.addEventListener("input", (event) => model.set("index", Number(event.target.value)));
  row.querySelectorAll(".d2lmini-step").forEach((button) => {
    button.addEventListener("click", () => {
      const wanted = model.get("index") + Number(button.value);
      model.set("index", Math.max(0, Math.min(labels.length - 1, wanted)));
    });
  });
  model.on("change:index", show);
  show();
  return model;
}

const known = new WeakMap(); // the controls of each explorer

// They follow the hand from the beginning, also when the frames are late or never come.
function controlsOf(explorer) {
  if (!known.has(explorer))
    known.set(explorer, [...explorer.querySelectorAll(".d2lmini-control")].map(controlIn));
  return known.get(explorer);
}

async function enliven(explorer, told) {
  const { scene } = stateIn(explorer);
  const stage = explorer.querySelector(".d2lmini-stage");
  const drawn = stage.querySelector(".d2lmini-picture");
  const root = drawn.shadowRoot ?? rooted(drawn);
  const controls = controlsOf(explorer);
  const sizes = controls.map((control) => control.get("_options_labels").length);
  const packed = Object.entries(told).filter(([name]) => name.startsWith("batch_"));
  const batches = packed.map(([name, text]) => [name, bytes(text)]);
  const frames = Object.assign({}, ...await Promise.all(batches.map(([, batch]) => inflate(batch))));
  const state = {
    backdrop: root.querySelector(".backdrop").innerHTML,
    controls: controls.map((_, i) => String(i)),
    ...Object.fromEntries(batches),
  };
  const manager = { get_model: async (i) => controls[i] };
  const narrow = matchMedia(`(max-width: ${scene.width}pt)`);
  const parted = parting(root, scene.axes); // as long as this picture is in the page
  let leave = [];

  // The frame of the present setting is there from the beginning: no other is ever seen.
  function present() {
    const key = controls.reduce((sum, control, i) => sum * sizes[i] + control.get("index"), 0);
    const [ink, says, error] = frames[key] ?? [];
    return { key, ink, says, error };
  }

  // On a narrow screen two columns stand one below the other: two views of it, each of one column.
  async function show() {
    const playing = [...explorer.querySelectorAll(".d2lmini-play")].indexOf(document.activeElement);
    const before = leave;
    const columns = columnsOf(narrow.matches && parted);
    const views = columns.map(([from, to]) => {
      const view = document.createElement("div");
      view.className = columns.length > 1 ? "d2lmini-column" : "d2lmini-whole";
      view.style.setProperty("--from", from);
      view.style.setProperty("--part", to - from);
      view.hidden = true;
      return view;
    });
    stage.append(...views); // the play buttons look for the explorer around them
    leave = await Promise.all(
      views.map((el, i) => {
        const own = sceneOf(scene, { nth: i, columns: columns.length, narrow: narrow.matches, stage });
        const model = new Model({ ...state, frame: present(), scene: own }, manager);
        return kinds.Stage.render({ model, el });
      }),
    );
    views.forEach((view, i) => {
      const picture = view.querySelector(".d2lmini-picture");
      picture.style.minWidth = drawn.style.minWidth;
      if (i) picture.setAttribute("aria-hidden", "true"); // the same picture, told once
      view.hidden = false;
    });
    stage.replaceChildren(...views);
    stage.style.minHeight = ""; // the room that was reserved
    before.forEach((clean) => clean());
    if (playing >= 0) setTimeout(() => explorer.querySelectorAll(".d2lmini-play")[playing]?.focus(), 9);
  }

  narrow.addEventListener("change", show);
  await show();
  explorer.dataset.alive = "";
}

// Which parts of its picture an explorer shows one below the other: all of it, or two columns.
function columnsOf(parted) {
  return parted ? [[0, parted], [parted, 1]] : [[0, 1]];
}

// What one view is told. A finger that goes down scrolls the page, and one that goes across a picture
// that is too wide scrolls it: the sliders do what else a drag would.
function sceneOf(scene, { nth, columns, narrow, stage }) {
  const finger = narrow && matchMedia("(pointer: coarse)").matches;
  const scrolls = columns === 1 && stage.scrollWidth > stage.clientWidth + 1;
  const may = ({ axis }) => !finger || (axis === "x" && !scrolls);
  return { ...scene, drags: scene.drags.filter(may), plays: nth ? [] : scene.plays };
}

// Room for the columns before they stand there: what lies below must not jump.
function reserve(explorer) {
  const { scene } = stateIn(explorer);
  const stage = explorer.querySelector(".d2lmini-stage");
  const picture = stage.querySelector(".d2lmini-picture");
  const narrow = matchMedia(`(max-width: ${scene.width}pt)`).matches;
  const root = picture.shadowRoot ?? rooted(picture);
  const columns = columnsOf(narrow && parting(root, scene.axes));
  if (columns.length < 2) return;
  const { width, height } = picture.getBoundingClientRect();
  const heights = columns.map(([from, to]) => (stage.clientWidth / (to - from)) * (height / width));
  const readout = stage.clientHeight - height;
  stage.style.minHeight = `${heights[0] + heights[1] + readout}px`;
}

// The shadow root of a picture for which the page's parser made none.
function rooted(picture) {
  const root = picture.attachShadow({ mode: "open" });
  root.append(picture.querySelector("template").content);
  return root;
}

// Where a picture of two columns is parted: between the texts of the left and of the right axes.
// null, if it has another number of columns.
function parting(root, axes) {
  const { width } = root.querySelector(".backdrop svg").viewBox.baseVal;
  const ranges = axes.map(({ box }, i) => {
    const places = axesIn(root, i).map((axis) => axis.getBBox());
    const left = Math.min(box[0], ...places.map((place) => place.x / width));
    return [left, Math.max(box[2], ...places.map((place) => (place.x + place.width) / width))];
  });
  const columns = [];
  for (const [left, right] of ranges.sort(([one], [other]) => one - other)) {
    const last = columns.at(-1);
    if (last && left < last[1]) last[1] = Math.max(last[1], right);
    else columns.push([left, right]);
  }
  return columns.length === 2 ? (columns[0][1] + columns[1][0]) / 2 : null;
}

// The groups that hold the ticks and labels of the nth axes; those of 3-D axes stand before it.
function axesIn(root, nth) {
  const group = root.querySelector(`#axes_${nth + 1}`);
  const found = [...(group?.querySelectorAll(':scope > [id^="matplotlib.axis"]') ?? [])];
  for (let one = group; (one = one?.previousElementSibling) && !one.id.startsWith("axes_");)
    if (one.id.startsWith("axis3d")) found.push(one);
  return found;
}

const nearby = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      nearby.unobserve(target);
      const start = target.matches(".d2lmini-explorer") ? enliven : answerable;
      ask(target.id, target.dataset.frames).then(
        (told) => start(target, told),
        () => setTimeout(() => nearby.observe(target), AGAIN),
      );
    }
  },
  { rootMargin: NEAR },
);

// --- questions -----------------------------------------------------------------------------------

const KEPT = ["typed", "tries", "hints", "checked", "solved", "unfolded", "guess",
  "at", "shown", "level", "row", "done", "mistakes", "ended"];

// An explorer that a question held back is made after the guess.
const held = {
  get_model: async (id) => JSON.parse(id),
  async create_view({ id, frames }) {
    const el = document.createElement("div");
    const come = () =>
      ask(id, frames).then(
        (told) => {
          el.innerHTML = told.html;
          return enliven(el.firstElementChild, told);
        },
        () => setTimeout(come, AGAIN),
      );
    setTimeout(come); // when it is in the page
    return { el, remove: () => el.remove() };
  },
};

// What was typed and guessed is kept for the session, as in JupyterLab.
function remembered(model, kind) {
  const { question, exercise, topic } = model.state;
  const key = `d2lmini ${kind} ${question ?? exercise?.text ?? `${topic} ${window.location.pathname}`}`;
  try {
    Object.assign(model.state, JSON.parse(sessionStorage.getItem(key) ?? "{}"));
    model.save_changes = () => {
      const kept = KEPT.filter((name) => name in model.state);
      const told = Object.fromEntries(kept.map((name) => [name, model.state[name]]));
      sessionStorage.setItem(key, JSON.stringify(told));
    };
  } catch {
    // a browser that keeps nothing
  }
  return model;
}

function answerable(element, { kind, state } = stateIn(element)) {
  if (state.moving) state.moving = JSON.stringify(state.moving);
  element.replaceChildren();
  kinds[kind].render({ model: remembered(new Model(state, held), kind), el: element });
  element.dataset.alive = "";
}

// --- what is too wide scrolls in itself, by the keyboard, too, and fades where there is more ------

const atEnd = ({ target }) =>
  target.toggleAttribute(
    "data-end", target.scrollLeft + target.clientWidth >= target.scrollWidth - 1);

const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const names = { tabindex: "0", role: "group", "aria-label": "scrolls sideways" };
    const wide = target.scrollWidth > target.clientWidth + 1;
    for (const [name, value] of Object.entries(names))
      if (wide) target.setAttribute(name, value);
      else target.removeAttribute(name);
    atEnd({ target });
  }
});

function mayScroll(part) {
  scrolling.observe(part);
  part.addEventListener("scroll", atEnd, { passive: true });
}

document
  .querySelectorAll("article :is(pre, .d2lmini-stage, .d2lmini-formula, .table-wrapper, .text_html)")
  .forEach(mayScroll);
document.querySelectorAll(".d2lmini-explorer").forEach(controlsOf);
document.querySelectorAll(".d2lmini-explorer").forEach(reserve);
document.querySelectorAll("[data-frames]").forEach((view) => nearby.observe(view));
document.querySelectorAll(".d2lmini-view:not([data-frames])").forEach((view) => answerable(view));

// --- the page around ------------------------------------------------------------------------------

// Questions take their room only when they come: go where the address says again, until the reader
// does something.
const wanted = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
if (wanted) {
  const go = () => wanted.scrollIntoView();
  const growing = new ResizeObserver(go);
  const leave = () => growing.disconnect();
  growing.observe(document.querySelector("article"));
  document.fonts.ready.then(go);
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
    window.addEventListener(act, leave, { once: true, passive: true });
  setTimeout(leave, 3000);
}

// On a phone the contents lie over the page: a choice closes them, and so does Escape.
for (const [name, drawer] of [["__toc", ".toc-drawer"], ["__navigation", ".sidebar-drawer"]]) {
  const toggle = document.getElementById(name); // a checkbox without a place, whose labels no key reaches
  const panel = document.querySelector(drawer);
  if (!toggle || !panel) continue;
  const labels = document.querySelectorAll(`label[for="${name}"]:not(.overlay)`);
  const buttons = [...labels].map((label) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: label.className });
    button.setAttribute("aria-label", toggle.getAttribute("aria-label"));
    button.append(...label.childNodes);
    label.replaceWith(button);
    return button;
  });
  const show = () =>
    buttons.forEach((button) => button.setAttribute("aria-expanded", toggle.checked));
  const turn = (open) => {
    toggle.checked = open;
    show();
    const places = open ? [...panel.querySelectorAll("a")] : buttons;
    places.find((place) => place.offsetParent)?.focus({ preventScroll: true });
  };
  for (const button of buttons) button.addEventListener("click", () => turn(!toggle.checked));
  toggle.addEventListener("change", show);
  panel.addEventListener("click", ({ target }) => {
    if (!target.closest("a")) return;
    toggle.checked = false;
    show();
  });
  panel.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && toggle.checked) turn(false);
  });
  show();
}
