// Words that the panel wrote; nothing in them is run or typeset.
export default {
  render({ model, el }) {
    el.classList.add("ex-page");
    let opener = null;
    function show() {
      const before = document.activeElement;
      if (model.get("live")) el.setAttribute("aria-live", "polite");
      el.innerHTML = model.get("html");
      const card = el.querySelector(".ex-card");
      if (card && model.get("attention")) {
        if (!el.contains(before)) opener = before;
        card.scrollIntoView({ block: "nearest" });
        card.focus({ preventScroll: true });
      }
    }
    function close() {
      model.set("html", "");
      model.save_changes();
      if (opener?.isConnected) opener.focus();
    }
    async function copy(button) {
      const source = el.querySelector(button.dataset.copy);
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        document.execCommand("copy"); // where the page may not write to the clipboard by itself
      }
      button.textContent = button.dataset.done;
    }
    el.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.copy) copy(button);
      if (button && "close" in button.dataset) close();
    });
    el.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && el.querySelector(".ex-card")) {
        close();
        event.stopPropagation();
      }
    });
    model.on("change:html", show);
    show();
  },
};
