// What the server answers fits what the screens rely on. Nothing here runs: it only has to compile.
import type * as Server from "./generated";
import type * as Screen from "./types";

/** Fields with a default are always there in an answer. */
type Full<T> = T extends (infer E)[] ? Full<E>[] : T extends object ? { [K in keyof T]-?: Full<T[K]> } : T;
type Fits<Answer extends Shape, Shape> = [Answer, Shape];

export type Contract = [
  Fits<Full<Server.AgentCard>, Screen.AgentCard>,
  Fits<Full<Server.Attachment>, Screen.Attachment>,
  Fits<Full<Server.Bootstrap>, Screen.Bootstrap>,
  Fits<Full<Server.Counts>, Screen.Counts>,
  Fits<Full<Server.Handover>, Screen.Handover>,
  Fits<Full<Server.Presence>, Screen.Presence>,
  Fits<Full<Server.QueueCard>, Screen.QueueCard>,
  Fits<Full<Server.Reason>, Screen.Reason>,
  Fits<Full<Server.Shipment>, Screen.Shipment>,
  Fits<Full<Server.Row>, Screen.Row>,
  Fits<Full<Server.RowsOut>, Screen.RowPage>,
  Fits<Full<Server.Message>, Screen.Message>,
  Fits<Full<Server.flow_schemas_MessagesOut>, Screen.MessagePage>,
  Fits<Full<Server.flow_schemas_ConversationOut>, Screen.Detail>,
  Fits<Full<Server.Offer>, Screen.Offer>,
  Fits<Full<Server.Whisper>, Screen.Whisper>,
  Fits<Full<Server.CustomerOut>, Screen.Customer>,
  Fits<Full<Server.CustomerRow>, Screen.CustomerRow>,
  Fits<Full<Server.SearchOut>, Screen.SearchPage>,
  Fits<Full<Server.ViewOut>, Screen.SavedView>,
  Fits<Full<Server.NoticesOut>, Screen.NoticePage>,
  Fits<Full<Server.Reminder>, Screen.Reminder>,
  Fits<Full<Server.Linked>, Screen.Linked>,
  Fits<Full<Server.TemplateOut>, Screen.Template>,
  Fits<Full<Server.MacrosOut>, Screen.Macros>,
  Fits<Full<Server.PreviewOut>, Screen.MacroPreview>,
  Fits<Full<Server.RunOut>, Screen.MacroRun>,
  Fits<Full<Server.ParkedOut>, Screen.ParkedEvent>,
  Fits<Full<Server.OpenChannelOut>, Screen.OpenChannel>,
  Fits<Full<Server.Entry>, Screen.WebhookDelivery>,
  Fits<Full<Server.SecondFactorOut>, Screen.SecondFactor>,
  Fits<Full<Server.OpenSessionOut>, Screen.OpenSession>,
  Fits<Full<Server.PingOut>, Screen.Ping>,
  Fits<Full<Server.Session>["second_factor_due"], Screen.Session["second_factor_due"]>,
  Fits<Full<Server.UserOut>, Screen.User>,
  Fits<Full<Server.RolesOut>, Screen.Roles>,
  Fits<Full<Server.SessionUser>, Screen.Session["user"]>,
  Fits<Full<Server.Choices>, Screen.UserChoices>,
  Fits<Full<Server.QueuesOut>, Screen.Queues>,
  Fits<Full<Server.VersionsOut>["items"], Screen.QueueVersion[]>,
  Fits<Full<Server.Effect>, Screen.QueuePreview>,
  // Pairs of times are told as arrays of anything: here the names have to do.
  Fits<keyof Screen.Calendar, keyof Server.CalendarOut>,
  Fits<keyof Screen.DayAhead, keyof Server.DayOut>,
  Fits<Full<Server.TableRow>, Screen.TableRow>,
  Fits<Full<Server.LinkOut>, Screen.Welcome>,
  Fits<Full<Server.AuditPage>, Screen.AuditPage>,
];
