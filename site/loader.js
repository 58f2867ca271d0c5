// Brings the views of a page to life: the modules of the widgets, unchanged, get models that are
// plain objects, and native sliders and radio buttons to move them. Nothing asks a kernel.

const HERE = document.currentScript.src; // …/_static/d2lmini.js
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
  model.on("change:index", show);
  show();
  return model;
}

async function enliven(explorer, frames) {
  const { scene, key } = stateIn(explorer);
  const still = explorer.querySelector(".d2lmini-stage");
  const drawn = still.querySelector(".d2lmini-picture");
  const root = drawn.shadowRoot ?? rooted(drawn);
  const says = still.querySelector(".d2lmini-readout");
  const controls = [...explorer.querySelectorAll(".d2lmini-control")].map(controlIn);
  const batches = Object.entries(frames).filter(([name]) => name.startsWith("batch_"));
  const state = {
    scene,
    backdrop: root.querySelector(".backdrop").innerHTML,
    frame: {
      key,
      ink: root.querySelector(".ink").innerHTML,
      says: says.textContent,
      error: says.classList.contains("d2lmini-error"),
    },
    controls: controls.map((_, i) => String(i)),
    ...Object.fromEntries(batches.map(([name, packed]) => [name, bytes(packed)])),
  };
  const manager = { get_model: async (i) => controls[i] };
  const parted = parting(root, scene.axes);
  const narrow = matchMedia(`(max-width: ${scene.width}pt)`);
  let leave = [];

  // On a narrow screen two columns stand one below the other: two views of it, each of one column.
  async function show() {
    leave.forEach((clean) => clean());
    const columns = parted && narrow.matches ? [[0, parted], [parted, 1]] : [[0, 1]];
    const live = document.createElement("div");
    explorer.append(live); // the play buttons look for the explorer around them
    leave = await Promise.all(
      columns.map(([from, to], i) => {
        const column = document.createElement("div");
        column.className = columns.length > 1 ? "d2lmini-column" : "d2lmini-whole";
        column.style.setProperty("--from", from);
        column.style.setProperty("--part", to - from);
        live.append(column);
        const own = i ? { ...state, scene: { ...scene, plays: [] } } : state;
        return kinds.Stage.render({ model: new Model(own, manager), el: column });
      }),
    );
    for (const picture of live.querySelectorAll(".d2lmini-picture"))
      picture.style.minWidth = drawn.style.minWidth;
    explorer.querySelector(".d2lmini-stage").replaceWith(live);
    live.className = "d2lmini-stage";
    scrolling.observe(live);
  }

  narrow.addEventListener("change", show);
  await show();
  explorer.dataset.alive = "";
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
    const texts = [...root.querySelectorAll(`#axes_${i + 1} > [id^="matplotlib.axis"]`)];
    const places = texts.map((text) => text.getBBox());
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

const nearby = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      nearby.unobserve(target);
      const start = target.matches(".d2lmini-explorer") ? enliven : answerable;
      ask(target.id, target.dataset.frames).then((told) => start(target, told), console.error);
    }
  },
  { rootMargin: NEAR },
);

// --- questions -----------------------------------------------------------------------------------

// An explorer that a question held back is made after the guess.
const held = {
  get_model: async (id) => JSON.parse(id),
  async create_view({ id, frames }) {
    const told = await ask(id, frames);
    const el = document.createElement("div");
    el.innerHTML = told.html;
    setTimeout(() => enliven(el.firstElementChild, told)); // as soon as it is in the page
    return { el, remove: () => el.remove() };
  },
};

function answerable(element, { kind, state } = stateIn(element)) {
  if (state.moving) state.moving = JSON.stringify(state.moving);
  element.replaceChildren();
  kinds[kind].render({ model: new Model(state, held), el: element });
  element.dataset.alive = "";
}

// --- what is too wide scrolls in itself, and by the keyboard --------------------------------------

const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries)
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
});

document
  .querySelectorAll("article :is(pre, .d2lmini-stage, .d2lmini-formula, .table-wrapper, .text_html)")
  .forEach((part) => scrolling.observe(part));
document.querySelectorAll("[data-frames]").forEach((view) => nearby.observe(view));
document.querySelectorAll(".d2lmini-view:not([data-frames])").forEach((view) => answerable(view));
