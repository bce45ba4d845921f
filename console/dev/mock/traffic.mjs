// Life while nobody touches anything: customers write, bots answer, others work, offers come.
import { agents, ahead, id } from "./people.mjs";
import { append, me, offers, system } from "./api.mjs";
import { count, reads, rows, say } from "./world.mjs";

const WORDS = [
  "好的，我等您消息",
  "大概还要多久？",
  "刚刚又试了一次，还是不行",
  "谢谢，麻烦您了",
  "订单号是 QF2607110032",
  "能帮我看一下吗",
  "可以，明天上午方便",
  "师傅电话能发我一个吗",
];
const pick = (list) => list[Math.floor(Math.random() * list.length)];

function customerWrites() {
  const item = pick([...rows.values()].filter((row) => ["with_agent", "queued", "bot"].includes(row.phase)));
  if (!item) return;
  const who = { kind: "customer", id: null, name: item.customer.name };
  say({ t: "typing", conversation_id: item.id, who, on: true }, item.id);
  setTimeout(() => {
    const waiting = item.waiting_since ?? new Date().toISOString();
    append(
      item.id,
      { author: who, text: pick(WORDS), channel: item.channel },
      {
        waiting_since: item.phase === "bot" ? null : waiting,
        due_at: item.phase === "bot" ? null : (item.due_at ?? ahead(item.target_seconds ?? 90)),
        unread: item.unread + (item.agent?.id === me.id ? 1 : 0),
      },
    );
    if (item.phase === "bot")
      setTimeout(
        () =>
          append(item.id, {
            author: { kind: "bot", id: null, name: "清风 AI" },
            text: "好的，已经为您记录。还有别的可以帮您吗？",
            format: "markdown",
            delivery: "sent",
          }),
        1200,
      );
  }, 2500);
}

function colleagueAnswers() {
  const item = pick(
    [...rows.values()].filter((row) => row.phase === "with_agent" && row.agent.id !== me.id && row.waiting_since),
  );
  if (item)
    append(
      item.id,
      { author: { kind: "agent", ...item.agent }, text: "好的，我这边马上为您核实。", delivery: "sent" },
      { waiting_since: null, due_at: null },
    );
}

function customerReads() {
  for (const item of rows.values()) {
    const read = reads.get(item.id);
    if (read.customer < item.last_seq && item.preview.author === "agent") {
      read.customer = item.last_seq;
      say({ t: "read", conversation_id: item.id, who: { kind: "customer", id: null }, seq: item.last_seq }, item.id);
    }
  }
}

export function makeOffer(seconds = 30) {
  const item = [...rows.values()].find(
    (row) =>
      ["queued", "offered"].includes(row.phase) &&
      ![...offers.values()].some((offer) => offer.conversation.id === row.id),
  );
  if (!item) return null;
  system(item.id, "offered", { name: me.name }, { phase: "offered" });
  const why = [
    { code: "skill_match", params: { skill: "install", level: 3 } },
    { code: item.customer.tier === "regular" ? "longest_idle" : "tier", params: { tier: item.customer.tier } },
    { code: "waited", params: { seconds: 130 } },
  ];
  const offer = {
    id: id(),
    conversation: { ...item },
    offered_at: new Date().toISOString(),
    expires_at: ahead(seconds),
    seconds,
    why,
  };
  offers.set(offer.id, offer);
  say({ t: "offer", offer });
  setTimeout(() => {
    if (!offers.delete(offer.id)) return;
    say({ t: "offer_ended", offer_id: offer.id, how: "timed_out" });
    system(item.id, "missed", { name: me.name }, { phase: "queued" });
  }, seconds * 1000);
  return offer;
}

export function startTraffic() {
  setInterval(customerWrites, 5_000);
  setInterval(colleagueAnswers, 9_000);
  setInterval(customerReads, 4_000);
  setInterval(() => me.presence.state === "ready" && me.load < me.capacity && makeOffer(), 45_000);
  setInterval(() => {
    const other = pick(agents.slice(1));
    other.presence = { ...other.presence, version: other.presence.version + 1 };
    count();
    say({ t: "agent", agent: { ...other } });
  }, 12_000);
}
