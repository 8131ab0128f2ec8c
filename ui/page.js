// The panel beside the chat. A chip is a link to a report; followed here, the report opens in the panel instead, at the
// cited words. Report markup comes from our own server only, with all text of articles escaped there.
"use strict";

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const narrow = () => matchMedia("(max-width: 860px)").matches;
const body = () => document.getElementById("panel-body");
let follow = null; // the answer whose cards the panel belongs to
let origin = null; // the chip that was followed, to give the focus back to
let asked = 0;

function show(...nodes) {
  body().replaceChildren(...nodes);
  body().scrollTop = 0;
}

function showCards(answer) {
  follow = answer;
  origin = null;
  mark(null);
  const cards = answer && answer.querySelector(".cards");
  if (cards) show(...cards.cloneNode(true).childNodes);
  else show(...document.querySelector("#vacant .listed").cloneNode(true).childNodes);
}

function mark(chip) {
  for (const old of document.querySelectorAll(".chip.open")) old.classList.remove("open");
  if (chip) chip.classList.add("open");
}

async function open(chip) {
  const answer = chip.closest(".answer");
  if (answer) follow = answer;
  if (!body().contains(chip)) origin = chip;
  const number = new URL(chip.href).searchParams.get("number");
  mark(origin && !answer && origin === chip ? chip : follow && numbered(follow, number));
  const mine = ++asked;
  const panel = document.getElementById("panel");
  panel.setAttribute("aria-busy", "true");
  const nodes = await fetched(chip.href);
  if (mine !== asked) return;
  panel.removeAttribute("aria-busy");
  show(backButton(), ...nodes);
  reveal();
}

function numbered(answer, number) {
  const chips = [...answer.querySelectorAll(".chips .chip, .nearest .chip")];
  return chips.find((chip) => new URL(chip.href).searchParams.get("number") === number);
}

async function fetched(address) {
  try {
    const reply = await fetch(address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return [...page.querySelector("main").childNodes].map((node) => document.importNode(node, true));
  } catch {
    const sorry = document.createElement("p");
    sorry.className = "vacant trouble";
    sorry.textContent = "The report could not be read: Byline does not answer. Is it still running?";
    return [sorry];
  }
}

function backButton() {
  const back = document.createElement("button");
  back.type = "button";
  back.className = "back";
  back.textContent = follow ? "All reports of this answer" : "All reports";
  return back;
}

function reveal() {
  centre();
  body().querySelector("h2")?.focus({ preventScroll: true });
}

// Brings the cited words into view, with the head of the report where both fit: inside the panel where it stands
// beside the chat, with the page where it stands below.
function centre() {
  const top = body().getBoundingClientRect().top;
  const cited = body().querySelector("mark.focus")?.getBoundingClientRect();
  const height = narrow() ? innerHeight : body().clientHeight;
  const fits = !cited || cited.bottom - top < height * 0.9;
  const beyond = fits ? 0 : cited.top - top - height / 3;
  if (!narrow()) body().scrollTop += beyond;
  else scrollTo({ top: scrollY + top - 8 + beyond, behavior: calm() ? "auto" : "smooth" });
}

function unfold(button) {
  const text = button.parentElement.querySelector(".text");
  const whole = !text.classList.toggle("folded");
  button.setAttribute("aria-expanded", String(whole));
  button.textContent = whole ? "Show less" : "Show the whole report";
  body().scrollTop = 0;
  centre();
}

// The answer with its references, as the server writes it; where the browser lets no page copy, it says so.
async function copy(button) {
  try {
    const reply = await fetch(button.value, { credentials: "same-origin" });
    if (!reply.ok) throw new Error(reply.statusText);
    await navigator.clipboard.writeText(await reply.text());
    button.textContent = "Copied";
  } catch {
    button.textContent = "It cannot be copied here";
  }
  setTimeout(() => (button.textContent = "Copy"), 2500);
}

// A press makes the chat anew: the focus returns to the same button, or to the line for questions.
let pressed = null;
function press(button) {
  pressed = button.value;
  tell("act", button.value);
}

function refocus() {
  if (!pressed || document.activeElement !== document.body) return;
  const same = [...document.querySelectorAll("button.act")].find((button) => button.value === pressed);
  (same ?? document.querySelector("#question textarea:enabled"))?.focus({ preventScroll: true });
}

// The open conversation stands in the page's address: a reload or a bookmark leads to it.
let opened = false; // whether one was open: before, the address says which one will be
function nameTalk() {
  const address = new URL(location.href);
  const id = document.querySelector("#chat button.copy")?.value.match(/conversation\/(\w+)/)?.[1];
  opened ||= Boolean(id);
  if (id) address.searchParams.set("conversation", id);
  else if (opened && !document.querySelector("#chat .asked")) address.searchParams.delete("conversation");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

// What a button says to the server goes through a hidden box; with the time, so that no two clicks read the same.
function tell(id, words) {
  const box = document.querySelector(`#${id} :is(input, textarea)`);
  box.value = `${words} ${Date.now()}`;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// The plot grows around what is in its middle.
function zoom(button) {
  const columns = button.closest(".plot").querySelector(".columns");
  const scroll = columns.parentElement;
  const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / scroll.scrollWidth;
  const now = Number(columns.style.getPropertyValue("--zoom") || 1);
  columns.style.setProperty("--zoom", Math.min(3, Math.max(0.4, now * 1.4 ** Number(button.value))).toFixed(2));
  scroll.scrollLeft = middle * scroll.scrollWidth - scroll.clientWidth / 2;
}

// In each tab the panel begins anew: with the newest answer's reports beside the chat, with all reports elsewhere.
function followTab(tab) {
  const answers = document.querySelectorAll("#chat .answer");
  const chatting = tab === tab.parentElement.firstElementChild;
  showCards(chatting ? (answers[answers.length - 1] ?? null) : null);
}

function close() {
  const chip = origin;
  showCards(follow);
  chip?.focus();
}

const PRESSES = {
  "button.act": press,
  "button.copy": copy,
  "button.unfold": unfold,
  "button.back": close,
  "button.zoom": zoom,
  "button.remove": (button) => tell("removal", button.value),
  "#tabs [role=tab]": followTab,
};

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : document.body;
  const chip = target.closest("a.chip, a.title");
  if (chip && body() && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    open(chip);
  }
  for (const [kind, act] of Object.entries(PRESSES)) if (target.closest(kind)) act(target.closest(kind));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && body()?.contains(document.activeElement)) close();
});

// Gradio's sanitizer takes `aria-label` away and leaves `title`: a chip is named by it.
function nameChips() {
  for (const chip of document.querySelectorAll(":is(a.chip, button.act, button.zoom)[title]:not([aria-label])")) {
    chip.setAttribute("aria-label", chip.title);
  }
}

// A plot begins with the day in its middle on which most happened.
function startAtTheMost() {
  for (const scroll of document.querySelectorAll(".plot .scroll:not(.started)")) {
    const size = (column) => column.querySelectorAll(".dot").length;
    const columns = [...scroll.querySelectorAll(".column")];
    const most = columns.reduce((one, next) => (size(next) < size(one) ? one : next));
    scroll.classList.add("started");
    scroll.scrollLeft = most.offsetLeft - scroll.firstElementChild.offsetLeft - (scroll.clientWidth - most.offsetWidth) / 2;
  }
}

// A question comes to the top, so that its answer is read from where it begins: as soon as there is enough below it,
// unless the reader has scrolled meanwhile.
let questions = 0, rising = false;
function scrollToQuestion() {
  const all = document.querySelectorAll("#chat .asked");
  rising ||= all.length > questions;
  questions = all.length;
  if (!rising || !questions) return;
  const scroll = all[questions - 1].closest(".bubble-wrap");
  const by = all[questions - 1].getBoundingClientRect().top - scroll.getBoundingClientRect().top - 12;
  if (by > 4) scroll.scrollBy({ top: by, behavior: calm() ? "auto" : "smooth" });
  else rising = false;
}
for (const type of ["wheel", "touchmove"]) addEventListener(type, () => { rising = false; }, { passive: true });

// The panel follows the chat: a new answer shows its cards, a cleared chat empties it.
let last; // the newest answer as it was followed: whether it was growing, how many there were, and its cards
function followChat() {
  if (!body()) return;
  nameChips();
  startAtTheMost();
  nameTalk();
  refocus();
  scrollToQuestion();
  const answers = document.querySelectorAll("#chat .answer");
  const newest = answers[answers.length - 1] ?? null;
  const grew = last?.startsWith("growing");
  const state = newest?.matches(".growing") ? "growing" : "whole";
  const now = newest && `${state} ${answers.length} ${newest.querySelector(".cards")?.textContent}`;
  if (now === last || !document.querySelector("#vacant .listed")) return;
  last = now;
  const reading = newest && origin && (follow === newest || (grew && !origin.isConnected));
  if (reading) follow = newest; // a report that it cites, or cited while it grew: it stays open
  else showCards(newest);
  if (newest && !narrow()) takeUp(20);
}

// The box was shut while the answer was made, and lost the focus: the reader goes on writing where they were.
function takeUp(tries) {
  const box = document.querySelector("#question textarea");
  const idle = document.activeElement === document.body || document.activeElement === box;
  if (!box || !idle || tries === 0) return;
  box.focus();
  if (document.activeElement !== box) setTimeout(() => takeUp(tries - 1), 50);
}

// The plot of the timeline: the event that is pointed at in words below it.
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    const dot = target instanceof Element && target.closest(".plot a.dot");
    if (dot) dot.closest(".plot").querySelector(".pointed").textContent = dot.title;
  });
}
new MutationObserver(followChat).observe(document.documentElement, { childList: true, subtree: true });
followChat();
