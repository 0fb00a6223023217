/** Wires the page. Every module works on attributes that the templates print, so none needs to know a page. */
import { startClock } from "./clock.js";
import { startCommands } from "./commands.js";
import { startConnection } from "./connection.js";
import { startCountdowns } from "./countdown.js";
import { startDialogs } from "./dialog.js";
import { startEntrance } from "./entrance.js";
import { startFocus } from "./focus.js";
import { startHolds } from "./hold.js";
import { startKeeping } from "./keep.js";
import { register, startKeys } from "./keys.js";
import { startProblems } from "./problems.js";
import { startRegions } from "./regions.js";
import { startRows } from "./rows.js";
import { startTabs } from "./tabs.js";
import { nextDensity, startPreferences } from "./theme.js";
import { startToasts } from "./toast.js";

register({ keys: "d", label: "Row density", group: "Page", run: nextDensity });

startClock();
startCommands();
startToasts();
startProblems();
startDialogs();
startHolds();
startTabs();
startRows();
startKeys();
startPreferences();
startCountdowns();
startFocus();
startKeeping();
startRegions();
startEntrance();
startConnection();
