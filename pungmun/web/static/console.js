/* Keys: "/" goes to the search; an element with data-key is pressed by that key. Nothing here is needed for reading. */
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target instanceof HTMLInputElement) target.focus();
  else target.click();
});

/* A form is sent once, however often a key is pressed while the next page loads. */
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* Forms sent by htmx carry the same token as plain ones. */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRF-Token"] = token.content;
});

/* On a narrow screen the menu is a row and charts are wider than the screen: the open page and the newest days must be in sight. */
document.addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector(".menu");
  const current = menu && menu.querySelector("[aria-current]");
  if (current) menu.scrollLeft = current.offsetLeft - (menu.clientWidth - current.clientWidth) / 2;
  for (const chart of document.querySelectorAll(".wide-chart")) chart.scrollLeft = chart.scrollWidth;
});
