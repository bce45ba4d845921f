// Who works here and what they choose from.
import { randomUUID } from "node:crypto";

export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
export const ahead = (seconds) => ago(-seconds);
export const id = () => randomUUID();
const reason = (code, zh, en) => ({ code, zh, en });

export const teams = [
  { id: "team-1", name: "售后一组" },
  { id: "team-2", name: "售前组" },
];

const names = [
  ["林晓雨", "team-1", "ready", 5],
  ["王芳", "team-1", "ready", 5],
  ["陈立", "team-1", "break", 5],
  ["赵敏", "team-1", "ready", 4],
  ["周凯", "team-2", "ready", 5],
  ["孙悦", "team-2", "offline", 5],
  ["吴倩", "team-2", "ready", 6],
  ["郑浩然", "team-1", "offline", 5],
];

export const agents = names.map(([name, team_id, state, capacity], index) => ({
  id: `agent-${index + 1}`,
  name,
  team_id,
  presence: {
    state,
    reason: state === "break" ? "lunch" : null,
    since: ago(190 + index * 77),
    next: null,
    misses: 0,
    version: 1,
  },
  load: 0,
  capacity,
  connected: state !== "offline",
  temporary: [],
  skills: [{ code: "install", level: 3 + (index % 3) }],
}));

export const queues = [
  ["queue-1", "aftersales", "售后服务", "After-sales", "normal", 60],
  ["queue-2", "presales", "售前咨询", "Pre-sales", "normal", 90],
  ["queue-3", "install", "安装预约", "Installation", "normal", 120],
  ["queue-4", "fast", "快速通道", "Fast lane", "fast", 15],
  ["queue-5", "green", "升级投诉", "Escalations", "green", 30],
].map(([key, code, name_zh, name_en, kind, service_level_seconds]) => ({
  id: key,
  code,
  name_zh,
  name_en,
  open: true,
  waiting: 0,
  longest_wait_since: null,
  service_level_seconds,
  kind,
}));

export const reasons = {
  presence: [
    reason("short", "喝水走动", "Short break"),
    reason("lunch", "用餐", "Lunch"),
    reason("training", "培训", "Training"),
    reason("meeting", "开会", "Meeting"),
  ],
  close: [
    reason("solved", "已解决", "Solved"),
    reason("follow_up", "已登记，待跟进", "Noted, to follow up"),
    reason("no_answer", "客户没有回应", "No answer"),
    reason("spam", "无效会话", "Not a request"),
  ],
  decline: [
    reason("busy", "手上正忙", "Busy right now"),
    reason("skill", "不熟悉这类问题", "Not my field"),
    reason("break", "正要休息", "About to take a break"),
  ],
  survey: [reason("slow", "等得太久", "Too slow"), reason("kind", "态度亲切", "Friendly")],
  wrap_up: [
    reason("delivery", "物流配送", "Delivery"),
    reason("install", "安装预约", "Installation"),
    reason("repair", "故障报修", "Repair"),
    reason("refund", "退换货", "Return or refund"),
    reason("invoice", "发票", "Invoice"),
    reason("usage", "使用咨询", "How to use"),
    reason("praise", "表扬", "Praise"),
  ],
};

export const skills = [reason("install", "空调安装", "Installation"), reason("refund", "退换货", "Returns")];

export const users = {
  "lin@example.com": { id: "agent-1", name: "林晓雨", email: "lin@example.com", role: "agent" },
  "admin@example.com": { id: "agent-1", name: "林晓雨", email: "admin@example.com", role: "admin" },
};
