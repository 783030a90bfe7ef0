// The English sentences, as one piece that is loaded where English is shown.

import circle from "../../../locales/en/circle.ftl?raw"
import web from "../../../locales/en/web.ftl?raw"
import webCircle from "../../../locales/en/web-circle.ftl?raw"
import webDoors from "../../../locales/en/web-doors.ftl?raw"

export default [circle, web, webCircle, webDoors]
