## The way to a relay

link-misbehaved = المُرحِّل لا يلتزم بالبروتوكول
link-not-relay = لا مُرحِّل في هذا العنوان، أو أنه من إصدار آخر
link-refused = رفض المُرحِّل
link-sealed = خُتم الصندوق
link-full = الصندوق ممتلئ
link-busy = يطلب المُرحِّل المحاولة لاحقًا
link-pass = يطلب هذا المُرحِّل تصريحًا من مشغّله
link-storage = لا يستطيع المُرحِّل تخزين شيء الآن
link-too-much-work = يطلب هذا المُرحِّل عملًا أكثر مما يفعله أحد
link-lost = انقطع الاتصال
link-silent = المُرحِّل لا يجيب
link-crowded = لدى المُرحِّل من الاتصالات ما يكفيه
link-wrong-name = المُرحِّل لا يجيب بهذا الاسم
link-certificate = شهادة المُرحِّل غير سليمة
link-unreached = تعذّر الوصول إلى المُرحِّل
link-onion = لا يمكن الوصول إلى خدمة onion إلا عبر Tor: بالخيار ‎--proxy socks5h://127.0.0.1:9050، أو بالأمر torsocks leeward ...، أو بضبط LEEWARD_TORIFIED=1 حيث تمر كل حركة هذا الجهاز عبر Tor
link-proxy-gone = لا وكيل حيث ينبغي أن يكون (هل يعمل Tor، وهل هذا منفذه؟ المزيد: leeward proxy)
link-proxy-strange = ما يجيب في مكان الوكيل ليس وكيل SOCKS 5 (المزيد: leeward proxy)
link-proxy-shares = لا يقبل الوكيل أسماء مستخدمين، فتمر حلقاتك عبره جنبًا إلى جنب ويستطيع أن يرى أنها تعود إلى شخص واحد، بينما يُبقيها Tor منفصلة (لاستعماله رغم ذلك تُضاف ‎/shared بعد عنوانه)
link-proxy-login = يطلب الوكيل اسم مستخدم وكلمة مرور خاصين به، وليس لدى Leeward شيء منهما له (يُستعمل Tor أو وكيل لا يطلبهما)
link-proxy-refused = يرفض الوكيل الذهاب إلى هذا المُرحِّل
link-proxy-unreached = الوكيل موجود، لكنه لا يصل إلى المُرحِّل
link-proxy-here = لا يمكن الوصول إلى مُرحِّل على هذا الجهاز عبر وكيل (للذهاب إليه مباشرة: ‎--proxy none)

## The address of a proxy

proxy-form = عنوان الوكيل يشبه socks5h://127.0.0.1:9050 وهو عنوان Tor (المنفذ 9150 مع متصفح Tor)
proxy-looks-up = مع هذا النوع من الوكلاء يبحث جهازك عن اسم المُرحِّل بنفسه حيث تراه شبكته؛ أما مع socks5h:// فيبحث عنه الوكيل: يُكتب ذلك بدلًا منه
proxy-login = ليس في عنوان الوكيل هنا اسم مستخدم ولا كلمة مرور: يضع Leeward غيرهما لكل حلقة، وبها يُبقي Tor الحلقات منفصلة. يُكتب العنوان دونهما
proxy-name = عنوان الوكيل رقم، مثل 127.0.0.1: أما الاسم فيجب البحث عنه خارج الوكيل

## The address of a relay

address-none = هذا ليس عنوان مُرحِّل
address-ends = ينتهي عنوان المُرحِّل بمساره
address-path = ليس في مسار عنوان المُرحِّل إلا حروف وأرقام و- . _ ~
address-scheme = يبدأ عنوان المُرحِّل بـ https://‎
address-open = لا يجوز الوصول دون TLS إلا إلى هذا الجهاز وخدمات onion

## Names

name-empty = لا يجوز أن يكون الاسم فارغًا
name-long =
    { $most ->
        [few] لا يزيد الاسم على { $most } محارف
        [many] لا يزيد الاسم على { $most } محرفًا
       *[other] لا يزيد الاسم على { $most } محرف
    }
name-characters = لا يجوز أن تكون في الاسم محارف تحكم أو محارف خفية أو مجهولة
name-marks = لا يجوز أن تتراكم العلامات في الاسم
name-form = الاسم ليس بصيغته المعيارية
name-nothing = يحتاج الاسم إلى حرف أو رقم أو رمز

## Invite codes

code-too-long = هذا أطول من أي دعوة
code-form = هذه ليست دعوة: الدعوة تشبه join-XXXXX-...@relay أو هي رابط
code-length = في الدعوة { $most } من الحروف والأرقام؛ وفي هذه { $number }
code-letter = ليس في الدعوة حرف U أبدًا؛ يُرجى النظر فيها من جديد
code-check = في هذه الدعوة حرف خاطئ، أو أن اسم المُرحِّل خاطئ: يُرجى النظر فيها من جديد
code-version = هذه الدعوة لإصدار أحدث من Leeward

## What a session cannot do

session-offline = { $why }؛ يستمر الأمر من هنا مع المزامنة التالية
session-not-begun = { $why }؛ لم يبدأ شيء
session-offline-now = تعذّر الوصول إلى المُرحِّل الآن
session-relay-refused = رفض المُرحِّل: غير معروف أو انتهت صلاحيته أو استُنفد
session-relay-waits = يطلب المُرحِّل الانتظار
session-working = إثبات العمل للمُرحِّل، بدل الدفع له: { $share }%
session-note-long =
    { $most ->
        [few] لا تزيد الكلمات المرفقة على { $most } محارف
        [many] لا تزيد الكلمات المرفقة على { $most } محرفًا
       *[other] لا تزيد الكلمات المرفقة على { $most } محرف
    }
session-ended-join = انتهت هذه الحلقة هنا: يكون الانضمام إليها بصفة عضو جديد
session-ended = انتهت هذه الحلقة هنا
session-many-circles = عدة حلقات تحمل هذا الاسم: يُستعمل الرقم
session-no-circle = لا توجد حلقة كهذه هنا (المزيد: leeward circle list)
session-leave-first = تلزم مغادرة الحلقة أولًا (leeward leave)
session-hosts-invite = الدعوة هنا لمن لهم الاستضافة وحدهم
session-invite-shut = تعذّر فتح الدعوة؛ المزيد: leeward invites
session-no-invite = لا توجد دعوة كهذه (المزيد: leeward invites)
session-knock-stale = هذا الطلب غير سليم أو مضت عليه أكثر من أربعة أسابيع: يلزم طلب جديد
session-no-join = لا يوجد طلب كهذا منك
session-kept = { $why }؛ ما كتبته محفوظ ويخرج مع المزامنة التالية
session-kept-paused = ما كتبته محفوظ ويخرج حين تستمر الحلقة
session-no-member = لا يوجد عضو كهذا (المزيد: leeward members)
session-newcomer-gone = القادم الجديد ليس في الحلقة (أو لم يعد فيها)
session-no-knock = لا يوجد طلب كهذا (المزيد: leeward knocks)
session-invite-uses =
    { $most ->
        [few] الدعوة لشخص واحد إلى { $most } أشخاص
        [many] الدعوة لشخص واحد إلى { $most } شخصًا
       *[other] الدعوة لشخص واحد إلى { $most } شخص
    }
session-knock-frozen = طلب شخصان الدخول بهذه الدعوة وهي لواحد: صارت في يدين. يلزم إلغاؤها وإعطاء كل شخص دعوة خاصة به
session-knock-name = { $why }؛ يلزم اختيار اسم: leeward admit ... --as NAME
session-name-taken = في الحلقة اسم يشبه هذا الاسم؛ يلزم اختيار غيره: leeward admit ... --as NAME
session-rules = القواعد هي: { $rules }
session-rule-value = ليست هذه قيمة للقاعدة { $rule }
session-only-host = لا استضافة لغيرك: يلزم أولًا تكليف عضو آخر بها (leeward appoint CIRCLE MEMBER)
session-trying =
    { $seconds ->
        [one] { $why }؛ تُعاد المحاولة بعد ثانية
        [two] { $why }؛ تُعاد المحاولة بعد ثانيتين
        [few] { $why }؛ تُعاد المحاولة بعد { $seconds } ثوانٍ
       *[other] { $why }؛ تُعاد المحاولة بعد { $seconds } ثانية
    }
session-old-words = تعذّر الوصول إلى المُرحِّل: ربما تقدّمت الحلقة، وتبدلت كلمات الآخرين معها
session-knock-waits = طلب ينتظر شخصًا: { $why }
session-approvals = بانتظار الموافقات: { $voices } حتى الآن؛ وينقص { $members } من الأعضاء أو { $hosts } ممن لهم الاستضافة
session-no-ask = لا أحد يطلب هذا الآن (المزيد: leeward approvals)؛ لتغيير عدة قواعد معًا يضعها كل عضو بنفسه
session-under-way = تستمر به المزامنة التالية
session-policy = عنوان المُرحِّل أو تصريحه أطول مما يجوز
session-cannot-say = لا يمكن إرسال هذا

session-crossed = { $text } (وصل خبر بعد ذلك من { $crossed } من الأعضاء الآخرين، وعددهم { $members })

session-proxy-remembered = تمر هذه الخزنة عبر هذا الوكيل من الآن فصاعدًا، ما لم يُطلب غير ذلك
session-proxy-left-out = هذا تجاوز للوكيل الذي تتذكره هذه الخزنة: يرى كلٌّ من المُرحِّل وشبكتك الآخر
session-proxy-unknown = لا يفهم هذا الإصدار من Leeward الوكيل الذي تتذكره الخزنة؛ يلزم ذكر وكيل بالخيار ‎--proxy

## Backups

backup-exists = يوجد شيء بهذا الاسم من قبل: يُرجى اختيار اسم آخر
backup-unwritable = تعذّرت كتابة النسخة الاحتياطية ({ $reason })؛ ولم يبقَ منها شيء
backup-unreadable = تعذّرت قراءة النسخة الاحتياطية ({ $reason })

## Texts

text-empty = النص فارغ
text-long = النص أطول مما يجوز
text-characters = في النص محرف غير مسموح به

## Farewells

session-farewell-nowhere = لا يمكن أن تنتظر رسالة الوداع إلا في الذاكرة، وهذا النظام لا يوفّر مجلدًا لذلك (XDG_RUNTIME_DIR)

## Devices

wish-add-device = ربط جهاز آخر لك
wish-leave = مغادرة الحلقة

## Devices

code-is-device = هذا رمز لربط جهاز آخر لصاحبه: يُعطى للأمر `leeward device join`. أما الدعوة فتبدأ بـ join-‎
code-is-invite = هذه دعوة إلى حلقة: تُعطى للأمر `leeward join`. أما رمز الجهاز فيبدأ بـ device-‎
device-code-over = انتهى رمز الجهاز هذا أو لم يوجد قط: يلزم رمز جديد من جهازك الآخر
device-code-false = رمز الجهاز هذا ليس من أحد أجهزتك: يلزم رمز جديد
device-no-code = لا يوجد هنا رمز جهاز كهذا
device-not-the-one = ليس هذا هو الجهاز الذي قارنت كلماته، أو انتهى الرمز: لم يُربط شيء. يلزم رمز جديد.
device-no-circle = لا حلقة مستمرة هنا، فلا شيء يُربط
device-many-circles = يربط الرمز الواحد { $most } من الحلقات على الأكثر: يمكن الاختيار بـ ‎--only
device-none = لا يوجد جهاز كهذا، أو ينطبق هذا على أكثر من جهاز: يلزم مزيد من أحرف المعرّف
device-lost-none = لا جهاز آخر لك في حلقاتك
device-lost-unnamed = لا جهاز آخر لك بهذا الاسم هنا: الأسماء معروفة على الجهاز الذي ربطها. ودون اسم يُخرج `leeward device lost` كل أجهزتك الأخرى
device-lost-nothing = لا جهاز كهذا لك ينتظر الإخراج هنا
device-lost-unlinked = أُخرج هذا الجهاز نفسه منها. إن لم يكن ذلك منك فيلزم طلب إخراجك ممن يستضيف، بطريق آخر، ثم العودة بدعوة جديدة
device-last = هذا جهازك الوحيد في الحلقة: لا خروج له إلا بمغادرتها
device-going = يسري ذلك حين ينفّذه جهاز آخر في الحلقة
device-unnamed = جهاز آخر
device-waiting = لم تأت الموافقة من جهازك الآخر بعد
device-linking = جهازك الآخر يضيف هذا الجهاز الآن؛ يبقى الاثنان مفتوحين
device-linked = رُبط هذا الجهاز
device-closed = انتهى رمز الجهاز: يلزم رمز جديد من جهازك الآخر
