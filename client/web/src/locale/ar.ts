// The Arabic sentences, as one piece that is loaded where Arabic is shown.

import circle from "../../../locales/ar/circle.ftl?raw"
import web from "../../../locales/ar/web.ftl?raw"
import webCircle from "../../../locales/ar/web-circle.ftl?raw"
import webDoors from "../../../locales/ar/web-doors.ftl?raw"

export default [circle, web, webCircle, webDoors]
