### The terminal app, `leeward chat`. What the web client says as well is said in the same words.

## The gate, and what stands at the bottom

chat-title = ملاحظات
chat-gate-hint = لا يظهر ما يُكتب. Enter للفتح، وCtrl-Q للإغلاق.
chat-opening = جارٍ الفتح: يستغرق هذا لحظة كي يستغرق التخمين سنوات.
chat-locked = أُقفلت.
chat-working = جارٍ التنفيذ …
chat-how-to-quit = Ctrl-Q لإغلاق Leeward، وCtrl-L لقفله.
chat-no-screen = لا توجد شاشة طرفية للرسم عليها: استعمل --plain.

## The keys

chat-key-palette = الأوامر
chat-key-help = المساعدة
chat-key-invite = دعوة
chat-key-search = بحث
chat-key-members = الأعضاء
chat-key-knocks = الباب
chat-key-verify = الكلمات
chat-key-lock = قفل
chat-key-hide = إخفاء
chat-key-quit = إغلاق
chat-panel-keys = ↑ ↓ Enter · Esc للإغلاق
chat-form-keys = Tab وEnter للتالي · Ctrl-S للإنهاء · Esc للترك
chat-find = اكتب للبحث …
chat-close = إغلاق
chat-cancel = إلغاء
chat-save = حفظ
chat-never = بلا قفل تلقائي
chat-to-circles = الانتقال إلى الحلقات
chat-to-unread = الانتقال إلى الحلقة التالية غير المقروءة
chat-retry-now = المحاولة الآن

## The list of circles

chat-members-count =
    { $number ->
        [zero] لا أعضاء
        [one] عضو واحد
        [two] عضوان
        [few] { $number } أعضاء
        [many] { $number } عضوًا
       *[other] { $number } عضو
    }
chat-circle-knocks =
    { $number ->
        [zero] لا أحد ينتظر الدخول
        [one] شخص واحد ينتظر الدخول
        [two] شخصان ينتظران الدخول
        [few] { $number } أشخاص ينتظرون الدخول
        [many] { $number } شخصًا ينتظرون الدخول
       *[other] { $number } شخص ينتظرون الدخول
    }
chat-circle-unsent =
    { $number ->
        [zero] لا شيء ينتظر الإرسال
        [one] شيء واحد ينتظر الإرسال
        [two] شيئان ينتظران الإرسال
        [few] { $number } أشياء تنتظر الإرسال
        [many] { $number } شيئًا ينتظر الإرسال
       *[other] { $number } شيء ينتظر الإرسال
    }
chat-join-waits = طلبت الدخول باسم { $name }
chat-join-ended = انتهى طلبك باسم { $name }
chat-no-circles = لا حلقات بعد. Ctrl-P لاستعمال دعوة أو لبدء حلقة.

## The conversation

chat-connecting = جارٍ بلوغ المُرحِّل …
chat-offline = { $why }؛ F5 للمحاولة الآن
chat-older = إظهار رسائل أقدم
chat-unread = جديد منذ كنت هنا
chat-empty = ما يُقال هنا يقرؤه الأعضاء ولا أحد غيرهم.
chat-empty-alone = يمكنك دعوة من تثق به. لكل شخص دعوة خاصة به.
chat-warn-gap = يفيد سؤال الآخرين: هل فاتك شيء مهم؟
chat-warn-fork = إلى أن تتطابق الكلمات في مكالمة، الأسلم ألا يُقال هنا ما قد يضر أحدًا.
chat-warn-behind = قد يصل بعد. فإن لم يصل فتلزم مقارنة الكلمات في مكالمة.
chat-warn-void = لم يتغير شيء. وإن تكرر فيحسن الحديث عنه مع من تثق بهم بطريق آخر.
chat-warn-noise = واحد لا يضر. فإن كثرت فربما يحاول أحد تعكير الحلقة.
chat-warn-stuck = يلزم طلب دعوة من أحد الأعضاء: بها تعود عضويتك كما كانت.
chat-warn-mismatch = تلزم مقارنة الكلمات في مكالمة، ثم السؤال عما يظهر هناك.
chat-warning-title = شيء ليس كما ينبغي
chat-message-by = رسالة من { $author }
chat-reply = رد
chat-react = تفاعل
chat-edit = تعديل
chat-retract = سحب
chat-retract-title = سحب هذه الرسالة؟
chat-retract-warning = تُمحى كلماتها من أجهزة الآخرين، وتبقى علامة على أن شيئًا كان هنا. ربما قرأها آخرون، وقد يحتفظ بها برنامج معدّل.
chat-retracted = سُحبت
chat-muted = من شخص كتمته
chat-open-folded = فتح أو طيّ من جديد
chat-folded = تنبيه إلى المحتوى: { $cw } (Enter للفتح)
chat-unfolded = تنبيه إلى المحتوى: { $cw }
chat-reply-to = ردًّا على { $author }
chat-reply-gone = ردًّا على شيء لم يعد هنا
chat-expires = تختفي بعد { $left }
chat-waiting = تنتظر الخروج
chat-react-other = رمز آخر من لوحة المفاتيح
chat-take-back-reaction = { $emoji } – سحب

## Writing

chat-editing = هذه الرسالة قيد التعديل
chat-with-timer = تختفي بعد { $span }
chat-options = تنبيه المحتوى والنبرة والمدة
chat-cw = تنبيه إلى المحتوى
chat-cw-hint = تبقى الرسالة مطوية خلف هذه الكلمات حتى يفتحها أحد.
chat-tone = ما الذي يفيدك
chat-tone-none = لا شيء محدد
chat-tone-listen = يُرجى الإصغاء فقط
chat-tone-advice = النصيحة موضع ترحيب
chat-timer = تختفي بعد
chat-timer-hint = مثل 90m أو 48h أو 7d. وإن تُرك فارغًا فكما في الحلقة كلها.

## Inviting and letting in

chat-invite = دعوة أحد
chat-invites = دعواتك
chat-invite-new = دعوة جديدة
chat-invite-lead = الدعوة إذنٌ بطلب الدخول. بعدها يظهر لك الاسم، والإذن بالدخول بيدك.
chat-invite-uses = لكم شخص
chat-invite-expires = صالحة لمدة
chat-invite-make = إنشاء الدعوة
chat-invite-qr = إظهارها كرمز QR
chat-invite-shown = لنسخه يُحدَّد بالفأرة مع الضغط على Shift. لا يكتب Leeward شيئًا في الحافظة.
chat-invite-revoke = إلغاء الدعوة
chat-qr-too-large = يحتاج رمز QR إلى { $columns } عمودًا و{ $rows } سطرًا: يلزم تكبير النافذة أو تصغير الحروف (غالبًا Ctrl مع ناقص) ثم فتحه من جديد. أو يُستعمل الرابط:
chat-knocks = من يريد الدخول
chat-no-knocks = لا أحد ينتظر عند { $label }.
chat-knock-title = { $name } يطلب الدخول
chat-knock-compare = هل تظهر عند { $name } الكلمات الأربع نفسها؟ تكون المقارنة بالصوت أو وجهًا لوجه. فإن اختلفت فبينكما أحد: يلزم الرفض.
chat-knock-note = كُتب مع الطلب: { $note }
chat-knock-later = ليس الآن
chat-admit = نعم، الإذن بالدخول
chat-admit-as = الدخول باسم
chat-decline = رفض

## Joining and founding

chat-join = استعمال دعوة
chat-join-code = الدعوة
chat-join-code-hint = رابط أو رمز يبدأ بـ join. النظر فيه لا يخبر أحدًا بشيء.
chat-join-note = كلمات قليلة إلى من دعاك
chat-join-note-hint = شيء يُعرف به أن الطلب منك. لا يقرؤه أحد غيره.
chat-join-how = كيف تريد الدخول؟
chat-join-as-new = كقادم جديد
chat-join-back = العودة إلى { $circle }
chat-join-ask = طلب الدخول
chat-join-compare = تلزم مقارنة هذه الكلمات الأربع مع كلمات من دعاك، في مكالمة أو وجهًا لوجه. فإن اختلفت فبينكما أحد.
chat-join-drop = سحب الطلب
chat-join-drop-title = سحب هذا الطلب؟
chat-join-drop-warning = يُمحى هنا مع كلمات المقارنة، ويبقى عند الدعوة: إن أُذن بعد ذلك بدخول { $name } ظهر هذا الاسم في الحلقة ولا أحد وراءه. يحسن إبلاغ من دعاك.
chat-found = بدء حلقة
chat-found-lead = تكون أول من فيها، ولك استضافتها. ثم تدعو الآخرين واحدًا بعد آخر.
chat-found-label = اسم الحلقة
chat-found-label-hint = يراه كل من تدعوه. الاسم العادي آمن من اسم يدل على شيء.
chat-found-start = بدء الحلقة
chat-found-relay = عنوان المُرحِّل
chat-found-pass = تصريح
chat-found-pass-hint = فقط حيث يطلبه المُرحِّل، ويُعطيه من يشغّله.
chat-your-name = اسمك فيها
chat-your-name-hint = أي اسم يناسبك هنا. والأفضل ألا يكون الاسم الذي في أوراقك.

## Members

chat-members = الأعضاء
chat-role-host = استضافة
chat-member-muted = مكتوم عندك
chat-not-crossed = لا خبر منذ التغيير الأخير
chat-mute = كتم عندي
chat-unmute = إظهار الكلام من جديد
chat-appoint = تكليف بالاستضافة
chat-demote = إنهاء الاستضافة
chat-remove = إخراج من الحلقة
chat-remove-title = إخراج { $name } من الحلقة؟
chat-remove-warning = من بعدها لا سبيل إلى قراءة ما يُقال هنا. وما سبقت قراءته باقٍ. وتنتهي كل الدعوات المفتوحة.
chat-rename = اسمك في الحلقة
chat-rename-hint = هو الاسم الذي وراء اسم بطاقتك.
chat-withdraw = التخلّي عن هذا كله
chat-card = بطاقتي
chat-card-lead = يقرؤها كل الأعضاء. لا شيء فيها مطلوب، وكل ما فيها قابل للتغيير في أي وقت.
chat-card-name = الاسم المفضَّل لمناداتك
chat-card-name-hint = إن تُرك فارغًا ظهر اسمك في الحلقة.
chat-card-pronouns = الضمائر
chat-card-about = عنك
chat-verify = مقارنة كلمات الحلقة
chat-verify-differ = أولًا يلزم التأكد من اتصال الطرفين، ثم المقارنة من جديد. فإن بقيت مختلفة فربما بينكم أحد، أو عُزل أحدكم: الأسلم ألا يُقال ما قد يضر أحدًا، وبدء حلقة جديدة بدعوات تُسلَّم وجهًا لوجه.

## Rules, and the end of a circle

chat-rules = القواعد
chat-rules-hosts = الاستضافة: { $hosts }
chat-rules-relay = المُرحِّل: { $relay }
chat-timer-now = تختفي الرسائل بعد { $span }
chat-timer-set = تغيير وقت اختفاء الرسائل
chat-rule-invite = لمن الدعوة
chat-rule-admit = لمن الإذن بالدخول
chat-rule-remove-approvals = كم موافقة ممن لهم الاستضافة يلزم لإخراج عضو
chat-rule-timer = وقت اختفاء الرسائل في القواعد
chat-rule-timer-by = لمن تحديد وقت اختفاء الرسائل
chat-value-hosts = لمن لهم الاستضافة وحدهم
chat-value-members = لكل الأعضاء
chat-value-person = لشخص، في كل مرة
chat-value-auto = لجهاز من أنشأ الدعوة
chat-devices = أجهزتك
chat-devices-in = أجهزتك في { $circle }
chat-devices-link = لربط جهاز آخر: `leeward device link` في نافذة طرفية أخرى. واختيار جهاز هنا يُخرجه.
chat-device-only = هذا جهازك الوحيد في الحلقة: الخروج يكون بمغادرتها.
chat-device-keeps = لا يصله شيء مما يُقال بعد ذلك، وما عنده من قبل يبقى عنده. وجودك مستمر بأجهزتك الأخرى.
chat-device-ends-invites = تنتهي معه كل الدعوات المفتوحة في الحلقة.
chat-device-remove = إخراجه

chat-leave-or-forget = مغادرة الحلقة، أو محو حلقة انتهت
chat-leave = مغادرة الحلقة
chat-leave-title = مغادرة { $circle }؟
chat-leave-warning = من بعدها لا يمكنك قراءة ما يُقال فيها. والعودة تحتاج إلى دعوة جديدة وإلى من يأذن بها.
chat-leave-after = تسري المغادرة حين يُتمّها جهاز عضو آخر. وما عندك هنا يبقى إلى أن يُمحى.
chat-leave-alone = لا عضو غيرك: تنتهي الحلقة، ويُمحى كل ما فيها من هذه الخزنة.
chat-forget = محوها من هنا
chat-forget-title = محو هذه الحلقة من هنا؟
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

chat-settings = الإعدادات
chat-settings-lead = تُحفظ هذه الاختيارات في الخزنة.
chat-auto-lock = القفل التلقائي بعد
chat-lock-minutes =
    { $number ->
        [zero] دون انتظار
        [one] دقيقة دون ضغطة مفتاح
        [two] دقيقتان دون ضغطة مفتاح
        [few] { $number } دقائق دون ضغطة مفتاح
        [many] { $number } دقيقة دون ضغطة مفتاح
       *[other] { $number } دقيقة دون ضغطة مفتاح
    }
chat-language = اللغة
chat-language-auto = كما هي في الطرفية
chat-moments = الأوقات
chat-moments-short = قصيرة: الساعة، واليوم إن كان غير اليوم
chat-moments-full = كاملة: اليوم والساعة والثانية
chat-direction = ترتيب النص من اليمين إلى اليسار
chat-direction-hint = إن ظهرت العربية أو العبرية معكوسة هنا فيلزم اختيار آخر.
chat-direction-auto = كما يناسب أكثر الطرفيات
chat-direction-app = على يد Leeward
chat-direction-terminal = على يد الطرفية

## Help

chat-help-keys = ينتقل Tab من الحلقات إلى ما قيل ثم إلى حقل الكتابة؛ والأسهم للاختيار، وEnter للفتح. يسرد Ctrl-P كل ما يمكن فعله. وفي الحقل يُرسل Enter، ويبدأ Ctrl-J سطرًا جديدًا.
chat-help-message = على رسالة: R للرد، و+ للتفاعل، وE للتعديل، وD للسحب، ومفتاح المسافة لفتح المطوي.
chat-help-hide = F9 أو Escape ثلاث مرات سريعًا للقفل وإظهار شاشة عادية؛ وEnter فيها يسأل عن عبارة المرور. ودون ضغطة مفتاح مدةً يُقفل وحده.
chat-help-backup = الأمر `leeward backup`، خارج هذا التطبيق، يضع تاريخك وطريقًا للعودة في ملف مشفَّر؛ والمزيد في `leeward backup --help`.
chat-help-panic = F12 ثلاث مرات سريعًا لمحو كل شيء هنا في الحال، المفاتيح أولًا، حتى وهي مقفلة. ولا شيء يعيده؛ و`leeward panic --help` يقول المزيد.
chat-panic-how = F12 ثلاث مرات سريعًا لمحو هذه الخزنة نهائيًّا، المفاتيح أولًا.
chat-help-direction = تختلف الطرفيات في إظهار العربية والعبرية. إن ظهرت خطأ ففي الإعدادات طريقة أخرى. وفي حقل الكتابة نفسه قد تظهر الحروف بترتيب كتابتها، وتحته كيف ستُقرأ.
chat-limits = ما لا يحميك منه هذا: من بيده الجهاز وهو مفتوح؛ وأعضاء حلقتك، فبوسعهم نقل ما يقرؤون؛ والعيون والكاميرات القريبة؛ وطرفية أو برنامج تسجيل يحفظ ما يعرضه؛ وجهاز يُتجسَّس عليه من داخله؛ وأن المُرحِّل يرى عنوانك ووقت حضورك.

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
chat-plain-open = ما يُكتب الآن يُقال في { $label }؛ و/help يسرد الأوامر.
chat-plain-online = { $label }: بُلغ المُرحِّل.
chat-plain-unknown = لا أمر باسم /{ $word }؛ و/help يسرد الأوامر
chat-plain-help =
    يُقال كل سطر في الحلقة المفتوحة؛ وبدايته بـ // تقول سطرًا يبدأ بشرطة واحدة.
      /circles              الحلقات وما لم يُقرأ في كل منها
      /circle NAME          فتح حلقة أخرى باسمها أو رقمها
      /read [N]             آخر N مما قيل، و20 إن لم يُذكر رقم
      /show ID              رسالة مطوية خلف تنبيه إلى المحتوى
      /reply ID TEXT        رد على رسالة
      /warn WORDS | TEXT    قول شيء خلف تنبيه إلى المحتوى
      /edit ID TEXT         تعديل رسالة منك
      /retract ID           سحب رسالة منك
      /react ID EMOJI       وضع رمز تحت رسالة
      /unreact ID EMOJI     سحب رمز
      /members              الأعضاء
      /verify               الكلمات للمقارنة
      /search WORDS         البحث فيما قيل
      /invite [SPAN]        دعوة لشخص واحد، ليومين أو للمدة المذكورة
      /knocks               من يريد الدخول
      /admit ID [NAME]      الإذن بالدخول
      /decline ID           رفض
      /quit                 إغلاق
    ID هو الرقم قبل الرسالة، أو رقم الطلب.
