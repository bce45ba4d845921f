export { addReminder, startNotices } from "./data";
export { Bell } from "./parts/Bell";
