"use strict";
// Keeps the wall live: asks for what changed, puts it in its place, and writes times as the reader's own.
const PERIOD_MS = 1000;
const KEPT = 50;

const element = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};

const ago = (seconds) => {
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return null;
};

function writeTimes() {
  for (const time of document.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    time.title = moment.toLocaleString();
    time.textContent = ago((Date.now() - moment) / 1000) ?? moment.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  }
}

function place(platform, html) {
  const fresh = element(html);
  const old = document.getElementById(fresh.id);
  if (old) {
    if (old.open) fresh.open = true;
    old.replaceWith(fresh);
    return;
  }
  const entries = document.querySelector(`#${platform} .entries`);
  fresh.classList.add("fresh");
  entries.prepend(fresh);
  while (entries.children.length > KEPT) entries.lastElementChild.remove();
}

function forgetBefore(first) {
  for (const entry of document.querySelectorAll("[data-n]")) {
    if (Number(entry.dataset.n) < first) entry.remove();
  }
}

async function follow() {
  const answer = await fetch(`/wall/changes?since=${document.body.dataset.revision}`);
  const changes = await answer.json();
  if (changes.revision < Number(document.body.dataset.revision)) return location.reload();
  document.body.dataset.revision = changes.revision;
  forgetBefore(changes.first);
  for (const { platform, html } of changes.entries) place(platform, html);
  for (const [platform, count] of Object.entries(changes.accepted)) {
    document.getElementById(`count-${platform}`).textContent = count.toLocaleString();
  }
}

async function refreshDue() {
  for (const entry of document.querySelectorAll("[data-due]")) {
    if (Number(entry.dataset.due) * 1000 > Date.now()) continue;
    const answer = await fetch(`/wall/entries/${entry.dataset.n}`);
    if (!answer.ok) continue;
    const fresh = element(await answer.text());
    if (entry.open) fresh.open = true;
    entry.replaceWith(fresh);
  }
}

async function tick() {
  const live = document.getElementById("live");
  try {
    if (live && !document.hidden) await follow();
    if (!document.hidden) await refreshDue();
    if (live) { live.textContent = "live"; live.classList.remove("off"); }
  } catch {
    if (live) { live.textContent = "not reachable"; live.classList.add("off"); }
  }
  writeTimes();
  setTimeout(tick, PERIOD_MS);
}

writeTimes();
setTimeout(tick, PERIOD_MS);
