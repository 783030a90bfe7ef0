// What is said of one's devices, in English: loaded when somebody looks at them.

import web from "../../../../locales/en/web-devices.ftl?raw"

export default [web]
