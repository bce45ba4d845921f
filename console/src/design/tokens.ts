// One set of colours for CSS and for antd. Text pairs are checked for contrast by tests/contrast.test.ts.

export interface Palette {
  ground: string;
  surface: string;
  raised: string;
  hover: string;
  line: string;
  /** the edge of what can be written in or chosen from */
  edge: string;
  ink: string;
  secondary: string;
  brand: string;
  brandHover: string;
  brandPressed: string;
  brandWash: string;
  /** the brand as text on its wash */
  brandInk: string;
  onBrand: string;
  amber: string;
  amberFill: string;
  amberWash: string;
  red: string;
  redFill: string;
  redWash: string;
  green: string;
  greenFill: string;
  greenWash: string;
  note: string;
  noteLine: string;
  shadow: string;
}

export const light: Palette = {
  ground: "#F6F8F8",
  surface: "#FFFFFF",
  raised: "#FFFFFF",
  hover: "#F0F4F4",
  line: "#E3E9EB",
  edge: "#CFD9DC",
  ink: "#1B2428",
  secondary: "#5A6B73",
  brand: "#0B7F79",
  brandHover: "#14A39B",
  brandPressed: "#0A6E69",
  brandWash: "#E8F5F4",
  brandInk: "#0A6E69",
  onBrand: "#FFFFFF",
  amber: "#9A5B00",
  amberFill: "#D9870F",
  amberWash: "#FDF3E3",
  red: "#C8392B",
  redFill: "#C8392B",
  redWash: "#FDEFED",
  green: "#237A49",
  greenFill: "#2E8B57",
  greenWash: "#E9F5EE",
  note: "#FFF8E1",
  noteLine: "#F0DFA8",
  shadow: "0 6px 24px rgba(20, 40, 46, 0.12), 0 1px 3px rgba(20, 40, 46, 0.08)",
};

export const dark: Palette = {
  ground: "#12181A",
  surface: "#1A2225",
  raised: "#212B2F",
  hover: "#222C30",
  line: "#2A3438",
  edge: "#4A5A60",
  ink: "#E6ECEE",
  secondary: "#9FB0B7",
  brand: "#35B8AF",
  brandHover: "#4CC9C0",
  brandPressed: "#2AA199",
  brandWash: "#142B2A",
  brandInk: "#35B8AF",
  onBrand: "#0C1517",
  amber: "#E8A33A",
  amberFill: "#E8A33A",
  amberWash: "#33291A",
  red: "#E8695C",
  redFill: "#E8695C",
  redWash: "#38211F",
  green: "#5BBF86",
  greenFill: "#5BBF86",
  greenWash: "#1B3226",
  note: "#2F2A1A",
  noteLine: "#4A4228",
  shadow: "0 8px 28px rgba(0, 0, 0, 0.45), 0 1px 3px rgba(0, 0, 0, 0.4)",
};

export const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif';

/** "brandWash" → "--qf-brand-wash" */
export function variable(name: string): string {
  return `--qf-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
