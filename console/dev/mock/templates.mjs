const SETS = [
  [
    "开场",
    [
      "首句问候",
      "您好{{称呼}}，我是客服{{客服姓名}}，很高兴为您服务。请问有什么可以帮您？",
      "Hello {{称呼}}, this is {{客服姓名}}. How can I help you?",
    ],
    [
      "让您久等",
      "{{称呼}}您好，让您久等了，实在抱歉。您的情况我已经看到，马上为您处理。",
      "Sorry to keep you waiting, {{称呼}}. I have read your case and am on it now.",
    ],
  ],
  [
    "安抚",
    [
      "道歉并承诺时限",
      "非常抱歉给您带来不便。我会在{{承诺时间}}前给您明确答复，请您放心。",
      "I'm very sorry. You will have a clear answer from me before {{承诺时间}}.",
    ],
    [
      "情绪安抚",
      "您的心情我完全理解，换了谁遇到这样的事都会着急。我现在就帮您解决。",
      "I completely understand. Let me sort this out right now.",
    ],
  ],
  [
    "退换货",
    [
      "退款时效说明",
      "{{称呼}}，退款审核通过后 1–7 个工作日原路退回。您的订单 {{订单号}} 预计 {{退款日期}} 前到账。",
      "Refunds arrive within 1–7 working days. Order {{订单号}} should be refunded by {{退款日期}}.",
    ],
    [
      "退货地址",
      "退货地址：浙江省杭州市余杭区清风路 88 号退货仓，收件人：售后部，电话 400-000-0000。",
      "Return address: 88 Qingfeng Road, Yuhang, Hangzhou.",
    ],
    [
      "换新申请",
      "我已为您申请换新，仓库会在 24 小时内联系您确认地址。",
      "A replacement has been requested; the warehouse will call within 24 hours.",
    ],
  ],
  [
    "安装",
    [
      "改约安装时间",
      "可以的，已帮您改到 {{安装时间}}，师傅会提前一小时电话联系您。",
      "Rescheduled to {{安装时间}}. The engineer will call an hour before.",
    ],
    [
      "高空费说明",
      "超过三楼且没有安全平台时，需要收取高空作业费，以师傅现场确认为准。",
      "A high-rise fee applies above the third floor without a safe platform.",
    ],
  ],
  [
    "物流",
    [
      "查询物流",
      "您的订单 {{订单号}} 由{{快递公司}}承运，运单号 {{运单号}}，预计 {{送达时间}} 送达。",
      "Order {{订单号}} ships with {{快递公司}}, waybill {{运单号}}, due {{送达时间}}.",
    ],
    [
      "催促派送",
      "我已联系{{快递公司}}加急派送，今天内一定给您答复。",
      "I have asked the carrier to hurry; you will hear today.",
    ],
  ],
  [
    "结束",
    ["确认是否还有问题", "请问还有其他可以帮您的吗？", "Is there anything else I can help with?"],
    [
      "结束语",
      "感谢您的耐心，祝您生活愉快！稍后邀请您对本次服务做个评价。",
      "Thank you for your patience. Have a lovely day!",
    ],
  ],
];

export const templates = SETS.flatMap(([category, ...items]) =>
  items.map(([title, body, body_en]) => ({ category, title, body, body_en })),
).map((item, index) => ({
  ...item,
  category_en: "",
  id: `tpl-${index + 1}`,
  code: `T${String(index + 1).padStart(3, "0")}`,
  shortcut: "",
}));

export function render(template, row, locale) {
  const known = {
    称呼: row.customer.name,
    客服姓名: "林晓雨",
    订单号: "QF2607110032",
    快递公司: "顺丰",
    运单号: "SF1400087732",
    送达时间: "今天 17:30",
  };
  const missing = [];
  const text = (locale === "en" ? template.body_en : template.body).replace(/\{\{([^}]+)\}\}/g, (whole, name) => {
    if (known[name]) return known[name];
    missing.push(name);
    return whole;
  });
  return { text, missing: [...new Set(missing)] };
}
