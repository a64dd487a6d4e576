// Shows the picture with the highest number, when it is ready and not before; lays a place over it for each task.
export default {
  render({ model, el }) {
    el.classList.add("ex-picture");
    const places = document.createElement("div");
    places.className = "ex-places";
    places.setAttribute("role", "listbox");
    const help = document.createElement("p");
    help.className = "ex-quiet";
    const frame = document.createElement("div");
    frame.className = "ex-frame";
    frame.append(places);
    el.append(frame, help);
    let at = -1;
    let url = null;
    let drawing = 0;

    function mark(index) {
      const options = [...places.children];
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      at = index;
      if (options[index]) places.setAttribute("aria-activedescendant", options[index].id);
      else places.removeAttribute("aria-activedescendant");
    }
    function choose(index) {
      const hit = model.get("hits")[index];
      if (!hit) return;
      mark(index);
      model.send({ choose: hit[0] });
    }
    function lay(hits) {
      places.replaceChildren(
        ...hits.map(([, name, left, top, width, height], i) => {
          const place = document.createElement("div");
          place.id = `${model.model_id || "picture"}-${model.get("seq")}-${i}`;
          place.setAttribute("role", "option");
          place.setAttribute("aria-selected", "false");
          place.setAttribute("aria-label", name);
          place.title = name;
          Object.assign(place.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
          place.addEventListener("click", () => choose(i));
          return place;
        }),
      );
      places.hidden = hits.length === 0;
      places.tabIndex = hits.length ? 0 : -1;
      mark(-1);
    }
    places.addEventListener("keydown", (event) => {
      const last = places.children.length - 1;
      const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
      if (to !== undefined) mark(Math.max(0, Math.min(last, to)));
      else if (event.key === "Enter" || event.key === " ") choose(at);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    async function draw() {
      const seq = model.get("seq");
      drawing = seq;
      const bytes = model.get("png");
      help.textContent = model.get("help");
      if (!bytes || !bytes.byteLength) {
        frame.querySelector("img")?.remove();
        lay([]);
        frame.hidden = true;
        el.dataset.seq = String(seq);
        return;
      }
      const next = new Image();
      const fresh = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
      next.src = fresh;
      next.alt = model.get("alt");
      await next.decode();
      if (drawing !== seq) return URL.revokeObjectURL(fresh); // a newer one is on its way
      const [width, height] = model.get("size");
      next.style.aspectRatio = `${width} / ${height}`;
      frame.hidden = false;
      const old = frame.querySelector("img");
      if (old) old.replaceWith(next);
      else frame.prepend(next);
      if (url) URL.revokeObjectURL(url);
      url = fresh;
      places.setAttribute("aria-label", model.get("help"));
      lay(model.get("hits"));
      el.dataset.seq = String(seq);
    }
    model.on("change:seq", draw);
    draw();
    return () => url && URL.revokeObjectURL(url);
  },
};
