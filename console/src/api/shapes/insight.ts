// Figures: the server's own words for them are the screens' too.
import type * as Server from "../generated";

export type Kpi = Server.KpiOut;
export type Kpis = Server.KpisOut;
export type Board = Server.Board;
export type BoardRow = Server.BoardRow;
export type Sample = Server.Sample;
export type By = Board["by"];
export type Behind = Server.Behind;
export type Live = Omit<Server.LiveOut, "alerts"> & { alerts: Alert[] };
export type LiveAgent = Server.LiveAgent;
export type LiveQueue = Server.LiveQueue;
export type AlertRule = Server.AlertRule;
/** Fields with a default are always there in an answer. */
export type Alert = Required<Server.Alert>;

/** A question to the boards. Days are of the house; a filter that is missing lets everything through. */
export interface BoardQuery {
  from: string;
  to: string;
  by: By;
  queue?: string;
  channel?: string;
  team?: string;
  agent?: string;
  /** codes with commas between; all when missing */
  kpis?: string;
}

export type FloorSettings = Server.FloorSettings;
export type FloorChange = Server.FloorChange;
export type Raised = Server.Raised;
export type Display = Server.Display;
export type WallShown = Server.WallOut;

/** What of the floor's warnings is wanted; null: whatever. */
export interface RaisedQuery {
  code: string | null;
  queue: string | null;
  lasting: boolean | null;
}
