export interface Shipment {
  company: string;
  no: string;
  status: string;
  eta: string | null;
}

export interface Order {
  no: string;
  at: string;
  status: string;
  /** in yuan, two decimals */
  amount: string;
  items: { name: string; qty: number; price: string }[];
  shipment: Shipment | null;
}

export interface Customer {
  id: string;
  name: string;
  title: string;
  /** a `Tier` */
  tier: string;
  city: string | null;
  tags: string[];
  note: string;
  /** whom they meet first */
  dedicated_agent_id: string | null;
  dedicated_agent_name: string | null;
  identities: { id: string; kind: string; value: string; verified: boolean }[];
  orders: Order[];
  devices: {
    model: string;
    name: string;
    serial: string;
    installed_on: string | null;
    warranty_until: string | null;
  }[];
  conversations: {
    id: string;
    channel: string;
    opened_at: string;
    closed_at: string | null;
    /** a `Phase` */
    phase: string;
    agent_name: string | null;
    subject: string;
    score: number | null;
  }[];
  open_matters: { kind: "conversation" | "order" | "message"; ref: string; title: string; since: string }[];
  merges: { id: string; from_name: string; at: string; by: string; undone: boolean }[];
  version: number;
}

export interface CustomerRow {
  id: string;
  name: string;
  title: string;
  /** a `Tier` */
  tier: string;
  city: string | null;
  tags: string[];
}
