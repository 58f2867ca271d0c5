// Lays ink over the backdrop, and shows the frame of the controls' present setting at once,
// without asking the kernel. Frames are keyed by the setting, counted row by row.

const add = (parent, tag, className) => {
  const node = document.createElement(tag);
  node.className = className;
  parent.append(node);
  return node;
};

const inflate = (bytes) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();

// The frames come in a few batches; each adds to those before.
const BATCHES = [0, 1, 2, 3].map((k) => `batch_${k}`);

const SHADOW = `
  <style>
    svg { display: block; width: 100%; height: auto; }
    .ink { position: absolute; inset: 0; pointer-events: none; }
  </style>
  <div class="backdrop"></div><div class="ink"></div>`;

async function render({ model, el }) {
  const picture = add(el, "div", "d2lmini-picture");
  const readout = add(el, "p", "d2lmini-readout");
  picture.setAttribute("role", "img");
  readout.setAttribute("aria-live", "polite");
  // In a shadow root the ids of two pictures, or of two views of one, cannot meet.
  const root = picture.attachShadow({ mode: "open" });
  root.innerHTML = SHADOW;
  const ink = root.querySelector(".ink");

  const references = model.get("controls").map((reference) => reference.replace("IPY_MODEL_", ""));
  const controls = await Promise.all(
    references.map((id) => model.widget_manager.get_model(id)),
  );
  const sizes = controls.map((control) => control.get("_options_labels").length);
  const frames = {};
  let shown;
  let letGo = () => {};

  const present = () =>
    controls.reduce((key, control, i) => key * sizes[i] + control.get("index"), 0);

  function show() {
    const key = present();
    const late = model.get("frame");
    const keys = Object.keys(frames);
    const frame =
      frames[key] ??
      (late.key === key || !keys.length
        ? [late.ink ?? "", late.says ?? "", late.error ?? false]
        : frames[nearest(key, keys, sizes)]);
    if (frame === shown) return;
    shown = frame;
    ink.innerHTML = frame[0];
    readout.textContent = frame[1];
    readout.classList.toggle("d2lmini-error", frame[2]);
    describe();
  }

  // What the picture shows at the present setting, for those who cannot see it.
  const describe = () => picture.setAttribute("aria-label",
    [model.get("scene").label, readout.textContent].filter(Boolean).join(" "));

  const showBackdrop = () => {
    root.querySelector(".backdrop").innerHTML = model.get("backdrop");
  };

  function setScene() {
    const scene = model.get("scene");
    if (!scene.axes) return; // nothing is drawn yet
    picture.style.width = `${scene.width}pt`;
    describe();
    picture.dataset.axes = JSON.stringify(scene.axes);
    letGo();
    const follows = followPointer(picture, scene, controls);
    const plays = addPlayers(el, scene.plays ?? [], controls);
    letGo = () => { follows(); plays(); };
  }

  async function receive(batch) {
    const bytes = model.get(batch);
    if (!bytes?.byteLength) return;
    Object.assign(frames, await inflate(bytes));
    picture.dataset.frames = Object.keys(frames).length;
    show();
    controls.forEach(nameHandle);
  }

  const listening = [
    [model, "change:backdrop", showBackdrop],
    [model, "change:scene", setScene],
    [model, "change:frame", show],
    ...BATCHES.map((batch) => [model, `change:${batch}`, () => receive(batch)]),
    ...controls.map((control) => [control, "change:index", show]),
  ];
  for (const [source, event, listener] of listening) source.on(event, listener);
  setScene();
  showBackdrop();
  show();
  BATCHES.forEach(receive);

  return () => {
    for (const [source, event, listener] of listening) source.off(event, listener);
    letGo();
    for (const key of Object.keys(frames)) delete frames[key];
    shown = undefined;
    root.replaceChildren();
    el.replaceChildren();
  };
}

// A slider's handle has a role but no name, and a screen reader wants one.
async function nameHandle(control) {
  for (const view of await Promise.all(Object.values(control.views ?? {})))
    view.el.querySelector(".noUi-handle")?.setAttribute("aria-label", control.get("description"));
}

// The swept setting closest to one that is not swept: shown until the kernel's own frame comes,
// and for good where there is no kernel.
function nearest(key, keys, sizes) {
  const unpack = (k) => sizes.map((size, i) => {
    const stride = sizes.slice(i + 1).reduce((a, b) => a * b, 1);
    return (Math.floor(k / stride) % size) / Math.max(1, size - 1);
  });
  const here = unpack(key);
  const distance = (k) => unpack(k).reduce((sum, at, i) => sum + Math.abs(at - here[i]), 0);
  return keys.reduce((best, k) => (distance(k) < distance(best) ? k : best));
}

// Drag in the picture: the axes under the pointer when it goes down keeps the drag.
function followPointer(picture, scene, controls) {
  const drags = scene.drags;
  if (!drags.length) return () => {};
  const alongXOnly = drags.every((drag) => drag.axis === "x");
  picture.classList.add("d2lmini-drag");
  picture.style.touchAction = alongXOnly ? "pan-y pinch-zoom" : "pinch-zoom";
  let held = null; // { axes, drags, x, y, moving }

  const position = (event) => {
    const r = picture.getBoundingClientRect();
    return { x: (event.clientX - r.left) / r.width, y: 1 - (event.clientY - r.top) / r.height };
  };

  function move(event) {
    if (!held) return;
    // A finger that goes down to scroll must not move the picture.
    const slack = event.pointerType === "touch" && alongXOnly ? 6 : 0;
    held.moving ||= Math.abs(event.clientX - held.x) >= slack;
    if (!held.moving) return;
    const at = position(event);
    for (const drag of held.drags) {
      const value = toData(held.axes, drag.axis, at[drag.axis]);
      const wanted = drag.origin === null ? value : Math.abs(value - drag.origin);
      const log = held.axes[drag.axis].log && drag.origin === null;
      set(controls[drag.control], closest(drag.values, wanted, log));
    }
  }

  function down(event) {
    const at = position(event);
    const nth = scene.axes.findIndex(({ box: [x0, y0, x1, y1] }) =>
      at.x >= x0 && at.x <= x1 && at.y >= y0 && at.y <= y1);
    const theirs = drags.filter((drag) => drag.axes === null || drag.axes === nth);
    if (nth < 0 || !theirs.length || event.button !== 0) return;
    held = { axes: scene.axes[nth], drags: theirs, x: event.clientX, y: event.clientY, moving: false };
    picture.setPointerCapture(event.pointerId);
    move(event);
  }

  const up = () => { held = null; };
  const events = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  for (const [name, listener] of Object.entries(events)) picture.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(events)) picture.removeEventListener(name, listener);
  };
}

function toData({ box, ...axes }, axis, fraction) {
  const [start, end] = axis === "x" ? [box[0], box[2]] : [box[1], box[3]];
  const t = (fraction - start) / (end - start);
  const { limits: [low, high], log } = axes[axis];
  return log ? low * (high / low) ** t : low + t * (high - low);
}

// The setting that is nearest on the axis, as it is drawn.
function closest(values, wanted, log) {
  const apart = (v) => Math.abs(log ? Math.log(v / wanted) : v - wanted);
  return values.reduce((best, v, i) => (apart(v) < apart(values[best]) ? i : best), 0);
}

function set(control, index) {
  if (control.get("index") === index) return;
  control.set("index", index); // moves the handle, and every view of this picture
  control.save_changes();
}

export default { render };
