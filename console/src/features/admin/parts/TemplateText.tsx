import { VariableText } from "@/design/parts/VariableText";

/** Those that are asked for most; any other may be written by hand. */
const VARIABLES = [
  "customer.title",
  "customer.name",
  "agent.name",
  "brand.name",
  "order.no",
  "order.item",
  "order.status",
  "order.tracking",
  "order.eta",
  "refund.amount",
  "device.name",
];
const LONGEST = 2000;

interface Props {
  label: string;
  id?: string;
  value?: string;
  onChange?: (text: string) => void;
  rows?: number;
}

/** What a colleague will send to a customer: it may speak of all that the record knows of them. */
export function TemplateText(props: Props) {
  return <VariableText {...props} variables={VARIABLES} longest={LONGEST} />;
}
