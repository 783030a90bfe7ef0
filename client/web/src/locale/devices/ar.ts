// What is said of one's devices, in Arabic: loaded when somebody looks at them.

import web from "../../../../locales/ar/web-devices.ftl?raw"

export default [web]
