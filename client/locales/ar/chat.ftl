### The terminal app, `leeward chat`. What the web client says as well is taken from its files.

## The gate, and what stands at the bottom

chat-gate-hint = لا يظهر ما يُكتب. Enter للفتح، وCtrl-Q للإغلاق.
chat-new-lead = لا خزنة على هذا الجهاز بعد. الخزنة ملف واحد يحفظ حلقاتك وما يُقال فيها، مقفلًا بعبارة مرور.
chat-new-hint = لا يظهر منها شيء. عدة كلمات لا يخمّنها أحد، ويسهل عليك تذكّرها.
chat-new-short = عبارة المرور هذه قصيرة: من ينسخ الخزنة يمكنه التخمين سنوات. ست كلمات يختارها النرد تصمد أمام ذلك، وكلمة مع رقم لا تصمد. لاختيار أخرى: Escape. وللإبقاء عليها تُكتب مرة أخرى.
chat-new-long = طولها كافٍ، إن كان لا أحد يخمّن هذه الكلمات. تُكتب مرة أخرى؛ ولاختيار أخرى: Escape.
chat-begin = لا حلقات بعد
chat-begin-join = أعطاك أحد رمزًا أو رابطًا أو رمز QR.
chat-begin-found = يلزم عنوان مُرحِّل. تبدأ الحلقة بك، ثم تكون دعوة الآخرين.
chat-locked = أُقفلت.
chat-how-to-quit = لإغلاق Leeward: Ctrl-Q، ولقفله: Ctrl-L.
chat-no-screen = لا توجد شاشة طرفية للرسم عليها: يُستعمل الخيار ‎--plain.

## The keys

chat-key-palette = الأوامر
chat-key-help = المساعدة
chat-key-invite = دعوة
chat-key-search = بحث
chat-key-knocks = الباب
chat-key-verify = الكلمات
chat-key-hide = إخفاء
chat-panel-keys = للاختيار: ↑ ↓ Enter · للإغلاق: Esc
chat-panel-keys-long = للاختيار: ↑ ↓ Enter · لبقية النص: PgUp PgDn · للإغلاق: Esc
chat-form-keys = للتالي: Tab أو Enter · للإنهاء: Ctrl-S · للترك: Esc
chat-find = كلمات للبحث …
chat-to-circles = الانتقال إلى الحلقات
chat-to-unread = الانتقال إلى الحلقة التالية غير المقروءة

## The list of circles

chat-no-circles = لا حلقات بعد. Ctrl-P لاستعمال دعوة أو لبدء حلقة.

## The conversation

chat-offline = { $why }؛ للمحاولة الآن: F5
chat-warning-title = شيء ليس كما ينبغي
chat-message-by = رسالة من { $author }
chat-open-folded = فتح أو طيّ من جديد
chat-folded = تنبيه إلى المحتوى: { $cw } (Enter للفتح)
chat-expires = تختفي بعد { $left }
chat-take-back-reaction = { $emoji } – سحب

## Writing

chat-timer-hint = مثل 90m أو 48h أو 7d. وإن تُرك فارغًا فكما في الحلقة كلها.

## Inviting and letting in

chat-invites = دعواتك
chat-invite-new = دعوة جديدة
chat-invite-uses = لكم شخص
chat-invite-qr = إظهارها كرمز QR
chat-invite-shown = لنسخه يُحدَّد بالفأرة مع الضغط على Shift. لا يكتب Leeward شيئًا في الحافظة.
chat-qr-too-large = يحتاج رمز QR إلى { $columns } عمودًا و{ $rows } سطرًا: يلزم تكبير النافذة أو تصغير الحروف (غالبًا Ctrl مع ناقص) ثم فتحه من جديد. أو يُستعمل الرابط:
chat-no-knocks = لا أحد ينتظر عند { $label }.
chat-knock-title = طلب دخول من { $name }
chat-knock-compare = هل تظهر عند { $name } الكلمات الأربع نفسها؟ تكون المقارنة بالصوت أو وجهًا لوجه. فإن اختلفت فبينكما أحد: يلزم الرفض.
chat-knock-note = كُتب مع الطلب: { $note }
chat-knock-later = ليس الآن
chat-admit-other = الإذن بالدخول باسم آخر

## Joining and founding

chat-join-code-hint = رابط أو رمز يبدأ بـ join. النظر فيه لا يخبر أحدًا بشيء.
chat-found-pass-hint = فقط حيث يطلبه المُرحِّل، ويُعطيه من يشغّله.

## Rules, and the end of a circle

chat-rules-hosts = الاستضافة: { $hosts }
chat-rules-relay = المُرحِّل: { $relay }
chat-timer-now = تختفي الرسائل بعد { $span }
chat-timer-set = تغيير وقت اختفاء الرسائل
chat-devices = أجهزتك
chat-devices-in = أجهزتك في { $circle }
chat-devices-link = لربط جهاز آخر: `leeward device link` في نافذة طرفية أخرى. واختيار جهاز هنا يُخرجه.
chat-device-only = هذا جهازك الوحيد في الحلقة: لا خروج له إلا بمغادرتها.
chat-device-keeps = لا يصله شيء مما يُقال بعد ذلك، وما عنده من قبل يبقى عنده. وجودك مستمر بأجهزتك الأخرى.
chat-device-ends-invites = تنتهي معه كل الدعوات المفتوحة في الحلقة.
chat-device-remove = إخراجه
chat-lost = جهاز ضاع أو أُخذ
chat-lost-lead = من هنا يُخرج من كل الحلقات المستمرة في هذه الخزنة. أي جهاز هو؟
chat-lost-all = كل أجهزتي الأخرى
chat-lost-out = الإخراج من كل الحلقات
chat-lost-follows = حيث لم يتم الإخراج بعد يكمله التطبيق ما دام مفتوحًا وأمكن الوصول إلى المُرحِّل. وإلى ذلك الحين يقرأ الجهاز ما يُقال هناك.
chat-device-keep = إبقاؤه رغم ذلك
chat-device-keep-means = هو قيد الإخراج ولم يتم بعد: تعذّر الوصول إلى المُرحِّل. إن عاد إليك أمكن أن يبقى في كل حلقة لم يخرج منها بعد. وما انتهى معه من رموز الأجهزة يبقى منتهيًا.
chat-device-keep-none = لم يعد خروجه منتظرًا: يلزم النظر من جديد في من بقي في الحلقة.
chat-leave-or-forget = مغادرة الحلقة، أو محو حلقة انتهت
chat-leave-alone = لا عضو غيرك: تنتهي الحلقة، ويُمحى كل ما فيها من هذه الخزنة.
chat-forget-warning = يزول عندئذ كل ما قيل فيها من هذه الخزنة نهائيًّا.

## Search

chat-search = البحث فيما قيل
chat-search-words = الكلمات
chat-search-hint = رسائل فيها الكلمات كلها، في كل الحلقات. لا يخرج شيء من هذا الجهاز.
chat-search-nothing = لا شيء هنا فيه هذه الكلمات كلها.
chat-search-found =
    { $number ->
        [zero] لا رسائل
        [one] رسالة واحدة
        [two] رسالتان
        [few] { $number } رسائل
        [many] { $number } رسالة
       *[other] { $number } رسالة
    }

## Settings

chat-settings-lead = تُحفظ هذه الاختيارات في الخزنة.
chat-lock-minutes =
    { $number ->
        [zero] دون انتظار
        [one] دقيقة دون ضغطة مفتاح
        [two] دقيقتان دون ضغطة مفتاح
        [few] { $number } دقائق دون ضغطة مفتاح
        [many] { $number } دقيقة دون ضغطة مفتاح
       *[other] { $number } دقيقة دون ضغطة مفتاح
    }
chat-language-auto = كما هي في الطرفية
chat-moments = الأوقات
chat-moments-short = قصيرة: الساعة، واليوم إن كان غير اليوم
chat-moments-full = كاملة: اليوم والساعة والثانية
chat-direction = ترتيب نصوص اليمين إلى اليسار
chat-direction-hint = إن ظهرت العربية أو العبرية معكوسة هنا فيلزم اختيار ترتيب آخر.
chat-direction-auto = كما يناسب أكثر الطرفيات
chat-direction-app = يتولاه Leeward
chat-direction-terminal = تتولاه الطرفية

## Help

chat-help-keys = ينتقل Tab من الحلقات إلى ما قيل ثم إلى حقل الكتابة؛ والأسهم للاختيار، وEnter للفتح. يسرد Ctrl-P كل ما يمكن فعله. وفي الحقل يُرسل Enter، ويبدأ Ctrl-J سطرًا جديدًا.
chat-help-message = على رسالة: R للرد، و+ للتفاعل، وE للتعديل، وD للسحب، ومفتاح المسافة لفتح المطوي.
chat-help-hide = المفتاح F9، أو Escape ثلاث مرات سريعًا، للقفل وإظهار شاشة عادية؛ وEnter فيها يسأل عن عبارة المرور. ودون ضغطة مفتاح مدةً يُقفل وحده.
chat-help-backup = الأمر `leeward backup`، خارج هذا التطبيق، يضع سجلك وسبيلًا للعودة في ملف مشفَّر؛ والمزيد في `leeward backup --help`.
chat-help-panic = المفتاح F12 ثلاث مرات سريعًا لمحو كل شيء هنا في الحال، المفاتيح أولًا، حتى وهي مقفلة. ولا شيء يعيده؛ و`leeward panic --help` يقول المزيد.
chat-panic-how = المفتاح F12 ثلاث مرات سريعًا لمحو هذه الخزنة نهائيًّا، المفاتيح أولًا.
chat-help-direction = تختلف الطرفيات في إظهار العربية والعبرية. إن ظهرت خطأ ففي الإعدادات طريقة أخرى. وفي حقل الكتابة نفسه قد تظهر الحروف بترتيب كتابتها، وتحته كيف ستُقرأ.
chat-limits = ما لا يحميك منه هذا: من بيده الجهاز وهو غير مقفل؛ وأعضاء حلقتك، فبوسعهم نقل ما يقرؤون؛ والعيون والكاميرات القريبة؛ وطرفية أو مُقسِّم طرفيات (مثل tmux) أو مسجّل يحفظ ما يعرضه؛ وجهاز يُتجسَّس عليه من داخله؛ وأن المُرحِّل يرى عنوانك ووقت حضورك.

## Line by line (--plain)

chat-plain-in = في { $label }:
chat-plain-circle =
    { $unread ->
        [0] الحلقة { $number }: { $label }
        [zero] الحلقة { $number }: { $label }
        [one] الحلقة { $number }: { $label }، واحدة غير مقروءة
        [two] الحلقة { $number }: { $label }، اثنتان غير مقروءتين
        [few] الحلقة { $number }: { $label }، { $unread } غير مقروءة
        [many] الحلقة { $number }: { $label }، { $unread } غير مقروءة
       *[other] الحلقة { $number }: { $label }، { $unread } غير مقروءة
    }
chat-plain-open = ما يُكتب الآن يُقال في { $label }؛ و‎/help يسرد الأوامر.
chat-plain-online = { $label }: تم الاتصال بالمُرحِّل.
chat-plain-unknown = لا أمر باسم ‎/{ $word }‎؛ و‎/help يسرد الأوامر
chat-plain-help =
    يُقال كل سطر في الحلقة المفتوحة؛ وبدايته بـ // تقول سطرًا يبدأ بشرطة مائلة واحدة.
      /circles              الحلقات وما لم يُقرأ في كل منها
      /circle NAME          فتح حلقة أخرى باسمها أو رقمها
      /read [N]             آخر N مما قيل، و20 إن لم يُذكر رقم
      /show ID              رسالة مطوية خلف تنبيه إلى المحتوى
      /reply ID TEXT        رد على رسالة
      /warn WORDS | TEXT    قول شيء خلف تنبيه إلى المحتوى
      /edit ID TEXT         تعديل رسالة منك
      /retract ID           سحب رسالة منك
      /react ID EMOJI       وضع رمز تعبيري تحت رسالة
      /unreact ID EMOJI     سحب رمز تعبيري
      /members              الأعضاء
      /verify               الكلمات للمقارنة
      /search WORDS         البحث فيما قيل
      /invite [SPAN]        دعوة لشخص واحد، ليومين أو للمدة المذكورة
      /knocks               من يريد الدخول
      /admit ID [NAME]      الإذن بالدخول
      /decline ID           رفض
      /quit                 إغلاق
    ID هو الرقم قبل الرسالة، أو رقم الطلب.
