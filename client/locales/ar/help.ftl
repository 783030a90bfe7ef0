help-program = Leeward: حلقات صغيرة تتحدث، معمّاة من طرف إلى طرف، عبر مُرحِّل لا يقرأ شيئًا.

help-program-epilog =
    أول محادثة:
      leeward init
      leeward circle new Harbour --relay http://127.0.0.1:8470 --as Robin
      leeward invite Harbour             (الطرف الآخر:  leeward join CODE --as Sam --wait)
      leeward knocks Harbour
      leeward admit Harbour ID
      leeward send Harbour 'Good to have you here.'

    تُسمّى الحلقة CIRCLE برقمها أو اسمها في `leeward circle list`، والعضو MEMBER باسمه أو
    ببداية معرّفه، والرسالة برقمها في `leeward read` أو ببداية معرّفها (8 محارف فأكثر).

    رموز الخروج:
      0    تم
      1    رُفض أو أخفق
      2    سطر الأوامر غير مفهوم
      3    لم يُبلغ المُرحِّل؛ الرسائل محفوظة وتخرج مع المزامنة التالية
      4    لم تُفتح الخزنة: غير موجودة، أو عبارة مرور خاطئة، أو مستعملة
      130  قوطع
      141  انصرف قارئ الخرج

help-vault = مجلد الخزنة (الافتراضي: LEEWARD_VAULT، أو ~/.local/share/leeward)
help-passphrase-file = عبارة المرور هي السطر الأول من FILE (الافتراضي: LEEWARD_PASSPHRASE، أو السؤال عنها)
help-proxy = المرور عبر هذا الوكيل، مثل socks5h://127.0.0.1:9050 لـ Tor، وتذكُّره؛ none: مباشرة هذه المرة (الافتراضي: LEEWARD_PROXY، أو ما تتذكره الخزنة)
help-json = إخراج البيانات بصيغة JSON، كائن في كل سطر
help-version = إظهار رقم الإصدار
help-offline = إظهار ما لدى هذا الجهاز دون سؤال المُرحِّل أولًا
help-circle = رقم الحلقة أو اسمها
help-member = اسم العضو أو بداية معرّفه
help-event = رقم الرسالة في `leeward read`، أو بداية معرّفها
help-yes = دون سؤال

help-init = إنشاء خزنة
help-init-long =
    إنشاء خزنة: المخزن المشفَّر لكل ما يعرفه هذا الجهاز. تمر عبارة المرور عبر دالة بطيئة
    عن قصد، لكن لا دالة تعوّض عن عبارة قصيرة، ولا أحد يستطيع استرجاع عبارة ضائعة. ست
    كلمات تُختار بالنرد عبارة جيدة.
help-init-examples =
    أمثلة:
      leeward init
      leeward --vault /media/stick/leeward init
help-size = حجم ملف الخزنة، مثل 64M أو 1G؛ لا يكبر ولا يصغر بعد ذلك (الافتراضي: 256M)

help-vault-group = خزنة أخرى بعبارة مرور أخرى، أو خزنة من إصدار سابق
help-vault-group-long =
    في ملف الخزنة متسع لأربع خزنات متساوية الحجم، لكل منها عبارة مرور خاصة بها. لا شيء في
    الملف يدل على عددها: ما لا يُستعمل عشوائي مثل ما يُستعمل.
help-vault-add = إنشاء خزنة أخرى في الملف نفسه بعبارة مرور أخرى
help-vault-add-long =
    إنشاء خزنة أخرى في الملف نفسه بعبارة مرور أخرى: خزنة يمكن إظهارها عند الإجبار على فتح
    «الخزنة». لن يُصدَّق ذلك إلا إذا استُعملت فعلًا: بحلقة فيها لا ضرر من أن تُرى معك، ومع
    الدخول إليها من حين إلى آخر.
    لا شيء يدل على الأجزاء المستعملة من الملف، لذلك تلزم عبارة المرور لكل خزنة تريد
    الاحتفاظ بها؛ وما لا تُعطى عبارته قد يُكتب فوقه فلا يعود.
    من نسخ الملف من قبل ثم نسخه ثانية يرى أي أجزائه تغيّر.
    الأمران `leeward panic` و`leeward pack` يمحوان كل خزنات الملف، أيًّا كانت المفتوحة.
help-vault-add-examples =
    أمثلة:
      leeward vault add
      leeward vault add --passphrase-file FIRST --new-passphrase-file SECOND --yes
help-keep-file = السطر الأول من FILE عبارة المرور لخزنة أخرى تُحفظ (يمكن تكراره)
help-new-passphrase-file = عبارة المرور للخزنة الجديدة هي السطر الأول من FILE (الافتراضي: السؤال عنها)
help-vault-migrate = نقل خزنة من إصدار سابق إلى الشكل الحالي
help-vault-migrate-long =
    نقل خزنة من إصدار سابق إلى الشكل الحالي: ملف ثابت الحجم فيه متسع لخزنات أخرى. تبقى
    عبارة المرور كما هي. تُمحى الملفات القديمة بعد انتقال كل شيء، ومفاتيحها أولًا؛ وإن
    انقطع ذلك يُعاد تشغيل الأمر.
help-destroy-other = جعل فتح خزنة يُتلف أخرى، أو إلغاء ذلك
help-destroy-other-long =
    مع `on` يؤدي فتح الخزنة الأولى إلى إتلاف الثانية فورًا ودون سؤال. تلزم العبارتان معًا،
    وكذلك للتراجع بواسطة `off`؛ وهذا الأمر لا يفتح أيًّا منهما.
    التريّث هنا أولى. من يفحص جهازًا ينسخه قبل أن يطلب عبارة مرور: عندئذ لا يُتلف شيء،
    ونسخته تُظهر بالعبارة الأولى أن شيئًا كان سيُتلف. وقد يُلاحَق قضائيًّا من يمحو ما يُبحث
    عنه. ينفع هذا أمام من يُجبرك على فتح جهازك في الحال ولم ينسخ شيئًا.
help-destroy-other-examples =
    أمثلة:
      leeward vault destroy-other on
      leeward vault destroy-other off
help-destroy-wish = هل يُتلف فتحُ الأولى الثانية
help-other-passphrase-file = عبارة المرور للخزنة الثانية هي السطر الأول من FILE (الافتراضي: السؤال عنها)

help-circle-group = تأسيس حلقة، أو إظهار حلقاتك
help-circle-new = تأسيس حلقة
help-circle-new-long =
    تأسيس حلقة على مُرحِّل. أنت أول أعضائها ومضيفها: لك أن تدعو وتُدخل وتُخرج وتضع
    قواعدها. لا يعرف المُرحِّل اسم الحلقة ولا اسمك.
help-circle-new-examples =
    أمثلة:
      leeward circle new Harbour --relay http://127.0.0.1:8470 --as Robin
      leeward circle new Harbour --relay https://relay.example --as Robin --pass-file FILE
help-circle-new-name = اسم الحلقة
help-relay = عنوان المُرحِّل: https://HOST، أو http:// لخدمة onion أو لهذا الجهاز
help-as-founder = الاسم الذي تحمله في هذه الحلقة؛ لا شيء يربطه بحلقاتك الأخرى
help-pass-file = تصريح مشغّل المُرحِّل هو السطر الأول من FILE (الافتراضي: إثبات العمل)
help-circle-list = إظهار حلقاتك، وما طلبت الانضمام إليه

help-invite = إنشاء رمز دعوة
help-invite-long =
    إنشاء رمز دعوة. من يملكه يستطيع طلب الانضمام ولا شيء غير ذلك؛ ويقرر شخص أن يُدخله أو
    لا. يُعطى عبر قناة تثق بها، ثم تُقارَن الكلمات الأربع التي يراها الطرفان بعد ذلك.
help-invite-examples =
    أمثلة:
      leeward invite Harbour
      leeward invite Harbour --uses 3 --expires 7d
      leeward invite Harbour --json | jq -r .code
help-uses = لكم شخص يتسع (الافتراضي: 1)
help-expires = متى ينتهي: 90m أو 48h أو 7d أو never (الافتراضي: 48h)
help-no-qr = دون رمز QR
help-invites = إظهار دعواتك
help-invites-show = إظهار الرموز والروابط أيضًا
help-revoke = إلغاء دعوة، فلا يُدخل رمزها أحدًا بعد ذلك
help-invite-id = معرّف الدعوة، من `leeward invites`

help-join = طلب الانضمام إلى حلقة
help-join-long =
    طلب الانضمام إلى الحلقة التي يخصها الرمز أو الرابط. من دعاك يرى اسمك وكلماتك ويُدخلك
    أو لا. تُقارَن الكلمات الظاهرة هنا معه: إن تطابقت فلا أحد بينكما. مع - بدل الرمز
    يُقرأ من الدخل القياسي فلا يبقى في سجل الأوامر.
help-join-examples =
    أمثلة:
      leeward join - --as Sam --wait
      leeward join CODE --as Sam --note 'we met at the library'
      leeward join CODE --as Sam --rejoin Harbour    (العودة إلى حلقة اختلّت هنا)
help-code = الرمز أو الرابط؛ - يقرؤه من الدخل القياسي
help-as-newcomer = الاسم الذي تريد أن تحمله في الحلقة
help-note = بضع كلمات لمن يُدخلك؛ لا يقرؤها غيره
help-wait = البقاء حتى يُقبل الطلب أو يُرفض
help-rejoin = العودة إلى هذه الحلقة من حلقاتك، إذ انتهت أو اختلّت هنا

help-unask = سحب طلب انضمام
help-unask-long =
    سحب طلب انضمام ينتظر، كطلب لدى مُرحِّل لم يعد موجودًا، أو إخفاء طلب انتهى. يُمحى الطلب
    من هنا ويبقى عند الدعوة: إن أُذن به بعد ذلك ظهر الاسم في الحلقة ولا أحد وراءه، فيحسن
    إبلاغ من دعاك.
help-join-id = معرّف الطلب، من `leeward circle list`

help-knocks = إظهار من يطلب الانضمام
help-admit = إدخال شخص
help-admit-long =
    إدخال شخص. تُقارَن الكلمات الأربع أولًا عبر قناة غير التي مر بها الرمز: لا تتطابق عند
    الطرفين إلا إذا لم يكن بينهما أحد.
help-knock-id = معرّف الطلب، من `leeward knocks`
help-admit-as = الإدخال بهذا الاسم بدل الآخر، إن كان مأخوذًا مثلًا
help-decline = رفض طلب انضمام

help-send = قول شيء
help-send-long =
    قول شيء في حلقة. مع - بدل النص يُقرأ من الدخل القياسي فلا يبقى في سجل الأوامر. إن
    تعذّر بلوغ المُرحِّل تُحفظ الرسالة وتخرج مع المزامنة التالية.
help-send-examples =
    أمثلة:
      leeward send Harbour 'The kettle is on.'
      leeward send Harbour - < letter.txt
      leeward send Harbour 'It was a hard week.' --cw 'family, violence' --just-listen
      leeward send Harbour 'So do I.' --reply 12
help-text = ما يُقال؛ - يقرؤه من الدخل القياسي
help-cw = تنبيه إلى المحتوى: يبقى النص مطويًّا خلف هذه الكلمات حتى يُفتح
help-no-cw = إزالة تنبيه المحتوى (وإلا بقي)
help-reply = ردًّا على هذه الرسالة (رقمها في `leeward read`، أو بداية معرّفها)
help-message-timer = اختفاء هذه الرسالة بعد SPAN، مثل 1h أو 7d
help-listen = طلب الإصغاء دون نصيحة
help-advice = القول إن النصيحة موضع ترحيب
help-react = وضع رمز تعبيري تحت رسالة
help-react-examples =
    أمثلة:
      leeward react Harbour 12 🌱
      leeward react Harbour 12 🌱 --take-back
help-emoji = الرمز التعبيري
help-take-back = سحب تفاعلك
help-edit = تعديل رسالة منك
help-edit-long =
    تعديل رسالة منك. ربما قرأ آخرون النص القديم، وقد يحتفظ به برنامج معدّل.
help-retract = سحب رسالة منك
help-retract-long =
    سحب رسالة منك: يُمحى نصها من أجهزة الآخرين، وتبقى علامة على أن شيئًا كان هناك. ربما
    قرأها آخرون، وقد يحتفظ بها برنامج معدّل.
help-card = التعريف بنفسك في هذه الحلقة
help-card-long =
    تغيير البطاقة التي تعرّف بك في هذه الحلقة. ما لا يُذكر يبقى كما هو؛ والقيمة الفارغة
    تزيل الخانة.
help-card-examples =
    أمثلة:
      leeward card Harbour --pronouns they/them
      leeward card Harbour --about 'Gardener. I listen well.'
help-card-name = كيف تحب أن تُنادى
help-pronouns = ضمائرك
help-about = بضع كلمات عنك
help-timer = ضبط مدة اختفاء الرسائل
help-timer-long =
    ضبط المدة التي تختفي بعدها رسائل الحلقة من أجهزة الجميع. قد يحتفظ بها برنامج معدّل:
    هذا يحمي من جهاز يُؤخذ لاحقًا، لا من عضو سيئ النية.
help-span = مدة زمن مثل 12h أو 7d أو 4w

help-read = قراءة ما قيل
help-read-long =
    جلب الجديد وإظهاره. ما كتبه الآخرون لا يتحكم بطرفيتك. تبقى تنبيهات المحتوى مطوية،
    وما يقوله من كتمتهم مخفيًّا، إلا إذا طُلب.
help-read-examples =
    أمثلة:
      leeward read Harbour
      leeward read Harbour --since 40 --open
      leeward read Harbour --follow --json
help-since = ما رقمه أعلى من N فقط
help-follow = الاستمرار في إظهار ما يصل حتى Ctrl-C
help-open = فتح ما طُوي خلف تنبيهات المحتوى
help-show-muted = إظهار ما قاله من كتمتهم

help-members = إظهار الأعضاء
help-remove = إخراج عضو
help-remove-long =
    إخراج عضو. ما يقال بعد ذلك مغلق أمامه؛ وما قرأه يبقى عنده. تنتهي كل دعوات الحلقة
    المفتوحة. إن كانت القواعد تطلب موافقات فهذا الأمر يعطي موافقتك.
help-leave = مغادرة حلقة
help-leave-long =
    مغادرة حلقة. ينفّذها جهاز عضو آخر؛ وحتى ذلك الحين تبقى فيها. ما في هذه الخزنة من
    الحلقة يبقى حتى `leeward forget`.
help-forget = محو حلقة منتهية من الخزنة
help-policy = إظهار قواعد حلقة أو تغييرها
help-policy-long =
    إظهار قواعد حلقة أو تغييرها. ما لك أن تغيّره يتوقف على أدوارك وعلى القواعد؛ وبعض
    التغييرات يسري حين يعطي عدد كافٍ من الأعضاء الأمر نفسه.
help-policy-examples =
    أمثلة:
      leeward policy Harbour
      leeward policy Harbour --appoint Sam
      leeward policy Harbour --rename Robyn
help-set = ضبط قاعدة مما يُظهره `leeward policy`؛ يمكن تكراره
help-appoint = جعل عضو مضيفًا
help-demote = نزع صلاحيات المضيف من عضو
help-rename = تغيير اسمك في هذه الحلقة
help-mute = إخفاء ما يقوله عضو، عنك وحدك
help-unmute = إظهار ما يقوله عضو من جديد
help-withdraw = التخلي عن تغييرات تنتظر الموافقات أو المُرحِّل
help-withdraw-long =
    التخلي عن كل تغيير طلبته ولم يتم بعد؛ الأمر `leeward policy` يُظهرها. ما خرج من قبل قد
    يُنفَّذ مع ذلك.
help-verify = إظهار الكلمات الست التي تثبت أنكم جميعًا في الحلقة نفسها
help-verify-long =
    إظهار ست كلمات تُقارَن وجهًا لوجه أو بالصوت. إن رأى عضو آخر الكلمات نفسها بعد التغيير نفسه
    للمفاتيح فلم يفرّقكم مُرحِّل، وأنتما تريان الأعضاء أنفسهم.
help-sync = جلب الجديد، وإرسال ما حُفظ، والنظر هل أُدخلت
help-sync-circle = هذه الحلقة فقط (الافتراضي: كلها)

help-verify-web = التحقق من أن المُرحِّل يقدّم للمتصفحات عميل الويب الصحيح
help-verify-web-long =
    جلب كل ما يقدّمه المُرحِّل للمتصفحات ومقارنته بايتًا بايتًا بما يخصّ هذا الإصدار من
    Leeward؛ فتلاحظ الحلقة مُرحِّلًا يقدّم للجميع شيفرة أخرى. لا يحتاج الأمر إلى خزنة (وإن
    وُجدت سُئلت عن وكيلها) ولا يعرف منه المُرحِّل عنك شيئًا سوى عنوانك، أو عنوان الوكيل.

    لا يمكنه كشف شيفرة تُقدَّم لشخص واحد فقط، ولا شيفرة تُقدَّم للمتصفحات دون هذا الأمر،
    فالمُرحِّل يستطيع التمييز بينهما إن أراد. نفّذه من أماكن مختلفة وفي أوقات مختلفة، وقارن
    البصمة صوتيًا، واستعمل الطرفية حين يكون الأمر خطيرًا.
help-verify-web-examples =
    أمثلة:
      leeward verify-web https://relay.example
      leeward verify-web https://relay.example --manifest manifest.json --json
help-verify-web-url = عنوان المُرحِّل
help-verify-web-manifest = المقارنة بهذه القائمة (المفترض: قائمة هذا الإصدار)

help-panic = محو هذه الخزنة، المفاتيح أولًا، دون عبارة مرور
help-panic-long =
    محو هذه الخزنة في الحال: المفاتيح أولًا ثم الباقي. لا يحتاج إلى عبارة مرور ولا يسأل
    شيئًا. دون ‎--now ينتظر ثلاث ثوانٍ يوقفه فيها Ctrl-C ويعجّله Enter. تُنهى أوامر leeward
    الأخرى التي تفتح الخزنة. وتُخبَر الحلقات التي لها رسالة وداع جاهزة (leeward farewell)
    خلال ثانيتين على الأكثر ودون انتظار.

    لا شيء يعيد الخزنة. قد تحتفظ وسيلة التخزين بنسخ قديمة مدة من الوقت، والمحو نفسه يُعاقَب
    عليه في بعض الأماكن: `leeward pack` في وقته هو الطريق الأهدأ.
help-panic-examples =
    أمثلة:
      leeward panic --now      (الأمر الذي يوضع على مفتاح)
      leeward panic
help-panic-now = دون انتظار ثلاث ثوانٍ
help-farewell = تجهيز رسالة وداع لوقت محو هذا الجهاز
help-farewell-long =
    عرض ما إذا كانت رسالة وداع للحلقة جاهزة، أو تغيير ذلك. يرسلها `leeward panic`: رسالة
    تقول ما حدث، ورغبتك في المغادرة التي ينفّذها جهاز عضو آخر؛ وإن لم يكن هناك مضيف غيرك
    فالرسالة وحدها.

    لا تُجهَّز إلا بطلب منك، لأن ما يُرسل دون عبارة مرور يُقرأ دون عبارة مرور. لا تُكتب على قرص
    أبدًا: تنتظر في ذاكرة هذا الجهاز إلى أن يُطفأ، وتعود حين تُفتح الخزنة بعد ذلك. وحتى ذلك
    الحين يستطيع من يملك الجهاز وهو يعمل أن يقرأ منها عنوان المُرحِّل وصندوق الحلقة، دون اسم
    ودون كلمة، وأن يرسلها بنفسه.
help-farewell-examples =
    أمثلة:
      leeward farewell Harbour --on
      leeward farewell Harbour
help-farewell-on = تجهيز رسالة من الآن
help-farewell-off = لا رسالة بعد الآن
help-pack = محو كل شيء هنا قبل سفر، مع بيان طريق العودة
help-pack-long =
    لا يُترك شيء على هذا الجهاز، قبل حدود أو مظاهرة مثلًا. يعرض ما سيُفقد وكيف تكون العودة:
    بدعوة جديدة من شخص يعرف أنك الطالب، بمفتاح جديد، ويفتح لك الباب إنسان. ثم يمحو كل شيء
    كما يفعل `leeward panic`.
help-pack-examples =
    أمثلة:
      leeward pack --tell
help-pack-tell = إخبار حلقاتك أولًا، مع كلمات يعرفونك بها، والانتظار إلى أن تصل إلى المُرحِّلات
help-pack-leave = مغادرة الحلقات أيضًا، حيث يوجد مضيف غيرك

help-proxy-command = إظهار الوكيل الذي تُبلَغ المُرحِّلات عبره، أو اختياره
help-proxy-long =
    إظهار الوكيل الذي تمر عبره هذه الخزنة، أو اختيار وكيل. تتذكره الخزنة: فيمر عبره أيضًا
    كل أمر دون --proxy، ولا يُذهب مباشرة إلا بالخيار --proxy none. الوكيل هو من يبحث عن
    الأسماء، ولا يسأل هذا الجهاز عن أي منها. لكل حلقة ولكل دعوة اسم مستخدم خاص بها، وبه
    يُبقيها Tor على دارات مختلفة. الوكيل الذي لا يقبل أسماء مستخدمين، كوكيل ssh -D، يحتاج
    إلى /shared بعد عنوانه: ويستطيع أن يرى أن حلقاتك تعود إلى شخص واحد.
help-proxy-examples =
    أمثلة:
      leeward proxy socks5h://127.0.0.1:9050
      leeward proxy socks5h://127.0.0.1:1080/shared
      leeward proxy none
help-proxy-choice = socks5h://HOST:PORT، أو none لنسيان ما تتذكره الخزنة (الافتراضي: إظهاره)
