// What the mock's bot and agent say, and how a conversation goes on.
const ANSWERS = [
  [/保修|warranty/i, {
    text: "整机保修 **3 年**，压缩机保修 **10 年**，从开具发票那天算起。\n\n需要上门维修时，请准备：\n\n1. 机身侧面的序列号（18 位）\n2. 购买发票或订单号\n3. 方便上门的时间\n\n详细条款见[保修政策](https://example.com/warranty)。",
    sources: ["空调保修政策（2025 版）", "上门维修须知"], suggestions: ["怎么找序列号？", "维修多久能上门？", "过保了怎么收费？"],
  }],
  [/订单|物流|到哪|order/i, {
    text: "查到您最近的订单 **QH20251103-2217**：\n\n- 商品：1.5 匹变频挂机 KFR-35GW\n- 状态：运输中，已到 **杭州转运中心**\n- 预计：明天 18:00 前送达\n\n送货师傅会提前 30 分钟联系您。",
    sources: ["订单与物流"], suggestions: ["改送货时间", "能顺便安装吗？"],
  }],
  [/安装|install/i, { text: "送货后 48 小时内安排安装，挂机标准安装免费。墙孔、加长铜管等辅材按[收费标准](https://example.com/price)收取，师傅会先报价，您同意再施工。", sources: ["安装收费标准"], suggestions: ["预约安装", "需要我准备什么？"] }],
  [/./, { text: "您可以说得具体一点，例如机型和现象。我先帮您看看，解决不了马上为您转人工。", sources: [], suggestions: ["转人工", "查看保修政策"] }],
];

const REPLIES = ["您好，我是客服林悦，刚才的记录我都看到了，您不用再说一遍。", "好的，我查一下，大概一分钟。", "查到了，师傅明天上午 9–11 点可以上门，您看方便吗？", "已经帮您约好了，稍后会有短信确认。还有别的需要吗？"];

export class Script {
  constructor(desk) {
    this.desk = desk;
  }

  later(ms, run) {
    setTimeout(run, ms * this.desk.settings.pace);
  }

  /** The customer said something. */
  heard(visitor, body) {
    const c = this.desk.current(visitor);
    this.desk.status(visitor, c);
    if (/^转?人工/.test(body.text ?? "") || /agent|human/i.test(body.text ?? "")) return this.human(visitor);
    if (c.phase === "bot") this.bot(visitor, c, body);
    else if (c.phase === "with_agent") this.agent(visitor, c);
  }

  bot(visitor, c, body) {
    const who = { kind: "bot", name: "小夏" };
    this.later(200, () => this.desk.tell(visitor, { t: "typing", who, on: true }));
    this.later(1100, () => {
      if (c.phase !== "bot") return;
      const [, a] = ANSWERS.find(([re]) => re.test(body.text || "？"));
      c.read = c.messages.at(-1).seq;
      this.desk.append(visitor, c, { text: a.text, format: "markdown", sources: a.sources.map((title, i) => ({ id: String(i), title })), suggestions: a.suggestions });
      this.desk.status(visitor, c);
    });
  }

  human(visitor) {
    const { desk } = this;
    const c = desk.open(visitor);
    if (c.phase !== "bot") return c;
    desk.system(visitor, c, "human_requested");
    c.phase = "queued";
    c.agent = null;
    desk.append(visitor, c, { kind: "note", text: "客户情绪平稳" });
    this.wait(visitor, c, [...desk.settings.wait]);
    return c;
  }

  wait(visitor, c, places) {
    if (c.phase !== "queued") return;
    const position = places.shift();
    if (position === undefined) return this.join(visitor, c);
    c.wait = { position, low_minutes: position > 1 ? position - 1 : null, high_minutes: position && position + 1 };
    this.desk.status(visitor, c);
    this.later(2500, () => this.wait(visitor, c, places));
  }

  join(visitor, c) {
    c.phase = "offered";
    c.wait = null;
    this.desk.status(visitor, c);
    this.later(900, () => {
      c.phase = "with_agent";
      c.agent = { name: "林悦", kind: "agent" };
      c.said = 0;
      this.desk.system(visitor, c, "agent_joined", { name: "林悦" });
      this.desk.status(visitor, c);
      this.agent(visitor, c);
    });
  }

  agent(visitor, c) {
    const who = { kind: "agent", name: "林悦" };
    this.later(500, () => {
      c.read = c.messages.at(-1).seq;
      this.desk.tell(visitor, { t: "read", conversation_id: c.id, seq: c.read });
      this.desk.tell(visitor, { t: "typing", who, on: true });
    });
    this.later(1800, () => {
      if (c.phase !== "with_agent") return;
      this.desk.append(visitor, c, { author: { kind: "agent", id: "a1", name: "林悦" }, text: REPLIES[c.said++ % REPLIES.length] });
    });
  }

  end(visitor, by) {
    const c = this.desk.current(visitor);
    if (!c || c.phase === "closed") return c;
    c.phase = c.phase === "with_agent" && by === "customer" ? "wrap_up" : "closed";
    c.closed_at = new Date().toISOString();
    c.survey = "asked";
    this.desk.system(visitor, c, "closed", { by });
    this.desk.status(visitor, c);
    return c;
  }
}
