import type { Kpi } from "@/api/types";

export type { Alert, AlertRule, Board, BoardRow, By, FloorChange, Kpi, Live, LiveAgent, LiveQueue } from "@/api/types";

export interface Definitions {
  byCode: Record<string, Kpi>;
  /** of the house: its days begin by these clocks */
  zone: string;
  /** the day it is there now */
  today: string;
}
