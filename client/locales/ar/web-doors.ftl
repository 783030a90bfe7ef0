### The doors of a circle: who is in it, who comes in, by which rules, and how one leaves.

## In every panel

doors-done = تمّ ذلك.
doors-working = جارٍ التنفيذ …
doors-load-late = يستغرق هذا أطول مما ينبغي.
doors-load-again = المحاولة من جديد
doors-under-way = الأمر جارٍ، ويُنفَّذ حين يصل إلى المُرحِّل.
doors-approvals =
    { $number ->
        [zero] لا موافقة بعد. المطلوب { $needed } ممن لهم الاستضافة، أو أكثر من نصف الأعضاء.
        [one] موافقة واحدة حتى الآن. المطلوب { $needed } ممن لهم الاستضافة، أو أكثر من نصف الأعضاء.
        [two] موافقتان حتى الآن. المطلوب { $needed } ممن لهم الاستضافة، أو أكثر من نصف الأعضاء.
        [few] { $number } موافقات حتى الآن. المطلوب { $needed } ممن لهم الاستضافة، أو أكثر من نصف الأعضاء.
        [many] { $number } موافقة حتى الآن. المطلوب { $needed } ممن لهم الاستضافة، أو أكثر من نصف الأعضاء.
       *[other] { $number } موافقة حتى الآن. المطلوب { $needed } ممن لهم الاستضافة، أو أكثر من نصف الأعضاء.
    }
doors-wishes-title = طُلب ولم يتمّ بعد
doors-wish = طلبك: { $wish }
doors-wishes-relay = في انتظار المُرحِّل.
doors-wishes-withdraw = التخلّي عن هذا كله
doors-wishes-withdrawn = تم التخلّي عنه. وما هو في الطريق قد يُنفَّذ مع ذلك.

## Members

doors-member-menu = ما يمكن فعله بشأن { $name }
doors-member-host = استضافة
doors-member-heard = آخر خبر { $when }
doors-member-never-heard = لا خبر بعد
doors-member-not-crossed = لا خبر منذ التغيير الأخير
doors-member-devices =
    { $number ->
        [zero] لا أجهزة
        [one] جهاز واحد
        [two] جهازان
        [few] { $number } أجهزة
        [many] { $number } جهازًا
       *[other] { $number } جهاز
    }
doors-member-muted = مكتوم عندك
doors-member-mute = كتم عندي
doors-member-unmute = إظهار الكلام من جديد
doors-member-appoint = تكليف بالاستضافة
doors-member-appoint-ask = طلب التكليف بالاستضافة
doors-member-demote = إنهاء الاستضافة
doors-member-demote-ask = طلب إنهاء الاستضافة
doors-member-remove = إخراج من الحلقة
doors-member-remove-ask = طلب الإخراج من الحلقة
doors-member-step-down = التنحّي عن الاستضافة
doors-member-appoint-title = تكليف { $name } بالاستضافة؟
doors-member-appoint-warning = تشمل الاستضافة الدعوة والإذن بالدخول والإخراج وتغيير القواعد.
doors-member-demote-title = إنهاء استضافة { $name }؟
doors-member-demote-warning = تبقى العضوية، دون صلاحيات الاستضافة.
doors-member-remove-title = إخراج { $name } من الحلقة؟
doors-member-remove-warning = بعد ذلك لا يمكن لمن أُخرج أن يقرأ شيئًا مما يُقال هنا. وما قرأه من قبل يبقى عنده. وتنتهي كل الدعوات المفتوحة.
doors-member-step-down-title = التنحّي عن الاستضافة؟
doors-member-step-down-warning = تبقى عضويتك. والعودة إلى الاستضافة تحتاج إلى موافقة آخرين.
doors-member-approvals =
    { $needed ->
        [zero] يُنفَّذ بموافقة أكثر من نصف الأعضاء. وتكون الموافقة بطلب الأمر نفسه.
        [one] يُنفَّذ بموافقة واحدة ممن لهم الاستضافة، أو بموافقة أكثر من نصف الأعضاء. وتكون الموافقة بطلب الأمر نفسه.
        [two] يُنفَّذ بموافقتين ممن لهم الاستضافة، أو بموافقة أكثر من نصف الأعضاء. وتكون الموافقة بطلب الأمر نفسه.
        [few] يُنفَّذ بـ{ $needed } موافقات ممن لهم الاستضافة، أو بموافقة أكثر من نصف الأعضاء. وتكون الموافقة بطلب الأمر نفسه.
        [many] يُنفَّذ بـ{ $needed } موافقة ممن لهم الاستضافة، أو بموافقة أكثر من نصف الأعضاء. وتكون الموافقة بطلب الأمر نفسه.
       *[other] يُنفَّذ بـ{ $needed } موافقة ممن لهم الاستضافة، أو بموافقة أكثر من نصف الأعضاء. وتكون الموافقة بطلب الأمر نفسه.
    }

## One's own card

doors-card-lead = يقرؤها كل الأعضاء. لا شيء فيها مطلوب، وكل ما فيها قابل للتغيير في أي وقت.
doors-card-name = الاسم المفضَّل لمناداتك
doors-card-name-hint = إن تُرك فارغًا ظهر اسمك في الحلقة.
doors-card-pronouns = الضمائر
doors-card-about = عنك
doors-card-about-hint = اللغات، وما يسرّك السؤال عنه، وأوقات وجودك هنا. والأفضل ألا يدل شيء منها عليك.
doors-rename-title = اسمك في الحلقة
doors-rename-name = الاسم الجديد
doors-rename-now = الاسم الآن { $name }.
doors-rename-hint = هو الاسم الذي وراء اسم بطاقتك.
doors-rename-do = اتخاذ هذا الاسم

## Inviting

doors-invite-lead = الدعوة إذنٌ بطلب الدخول. بعدها يظهر لك الاسم، والإذن بالدخول بيدك.
doors-invite-uses = لكم شخص
doors-invite-people =
    { $number ->
        [zero] لا أحد
        [one] شخص واحد
        [two] شخصان
        [few] { $number } أشخاص
        [many] { $number } شخصًا
       *[other] { $number } شخص
    }
doors-invite-many-warning = كل من تقع في يده يستطيع طلب الدخول، ولا يُلاحَظ انتقالها من يد إلى يد. دعوة لكل شخص أسلم.
doors-invite-life = صالحة لمدة
doors-invite-endless = حتى تُستعمل أو تُلغى
doors-invite-make = إنشاء الدعوة
doors-invite-making = جارٍ إنشاء الدعوة …
doors-invite-ready = الدعوة جاهزة
doors-invite-another = إنشاء دعوة أخرى
doors-invite-advice = تُسلَّم لصاحبها بطريق موثوق: وجهًا لوجه، أو في محادثة مشفَّرة. وكل من تصل إليه يستطيع طلب الدخول.
doors-invite-advice-words = وبعد طلب الدخول تلزم مقارنة الكلمات الأربع قبل الإذن به.
doors-invite-link = كرابط
doors-invite-share = مشاركة الرابط
doors-invite-scan = للمسح بالكاميرا
doors-invite-qr = الدعوة كرمز QR
doors-invite-aloud = للقراءة بصوت مسموع
doors-invite-aloud-how = ست مجموعات من خمسة، ثم المكان. ليس فيها حرف O ولا I ولا L ولا U: ما يشبهها رقم.
doors-invite-code = الرمز كاملًا
doors-invite-open = دعوات مفتوحة
doors-invite-left =
    { $number ->
        [zero] لا أماكن
        [one] لشخص واحد
        [two] بقي { $left } من مكانين
        [few] بقي { $left } من { $number } أماكن
        [many] بقي { $left } من { $number } مكانًا
       *[other] بقي { $left } من { $number } مكان
    }
doors-invite-opening = جارٍ فتحها
doors-invite-ending = جارٍ إنهاؤها
doors-invite-no-end = صالحة حتى تُستعمل أو تُلغى
doors-invite-ends = تنتهي { $when }
doors-invite-show = إظهار
doors-invite-revoke = إلغاء الدعوة
doors-invite-revoke-title = إلغاء هذه الدعوة؟
doors-invite-revoke-warning = لا يمكن بعدها طلب الدخول بها. ومن ينتظر بها لا يمكن الإذن له بالدخول.
doors-invite-revoked = انتهت الدعوة.

## Who wants to come in

doors-knocks-lead = تلزم مقارنة الكلمات الأربع مع كل شخص، بالصوت أو وجهًا لوجه، قبل الإذن بالدخول.
doors-knocks-looking = جارٍ النظر فيمن ينتظر …
doors-knocks-none = لا أحد ينتظر
doors-knocks-none-lead = من يستعمل دعوة منك يظهر هنا. تنظر هذه الصفحة وحدها ما دامت مفتوحة.
doors-knocks-words = كلمات للمقارنة
doors-knocks-backup = الطلب باسم { $name }، بمفتاح العودة من النسخة الاحتياطية التي أُنشئت في { $moment }.
doors-knocks-rejoin = عضو سابق يريد العودة بجهاز جديد، وقد وقّع جهازه القديم على ذلك.
doors-knocks-frozen-title = هذه الدعوة في يدين
doors-knocks-frozen = كانت لشخص واحد، وجاء بها طلبان: فهي عند غيره أيضًا. يلزم سؤال صاحبها بطريق آخر، وإلغاء الدعوة، وإنشاء غيرها.
doors-knocks-admit = الإذن بالدخول
doors-knocks-admit-title = الإذن لـ{ $name } بالدخول؟
doors-knocks-admit-words = هل تظهر عند { $name } الكلمات الأربع نفسها؟
doors-knocks-admit-warning = بعد ذلك يقرأ صاحب الطلب كل ما يُقال هنا. وإن اختلفت الكلمات فبينكما أحد: يلزم الرفض.
doors-knocks-admit-sure = نعم، الإذن بالدخول
doors-knocks-admitting = جارٍ الإذن بالدخول …
doors-knocks-admitted = { $name } الآن في الحلقة.
doors-knocks-as = الدخول باسم
doors-knocks-as-hint = يمكن لصاحبه تغييره بعد ذلك.
doors-knocks-decline = رفض
doors-knocks-decline-title = رفض طلب { $name }؟
doors-knocks-decline-warning = يصل إلى صاحب الطلب أنه لم يُؤذن له. وتبقى الدعوة مفتوحة.
doors-knocks-declined = لم يُؤذن لـ{ $name } بالدخول.

## Rules

doors-rules-timer = تختفي الرسائل بعد
doors-rules-timer-hint = يسري على ما يُكتب من الآن. قد تختفي رسالة قبل ذلك، ولا تبقى بعده.
doors-rules-lead = تغيير القواعد لمن لهم الاستضافة. ويمكنك طلب تغيير، فيُنفَّذ حين يطلبه عدد كافٍ من الآخرين.
doors-rules-invite = لمن الدعوة
doors-rules-hosts = لمن لهم الاستضافة وحدهم
doors-rules-members = لكل الأعضاء
doors-rules-admit = لمن الإذن بالدخول
doors-rules-admit-person = لشخص، في كل مرة
doors-rules-admit-person-hint = من أنشأ الدعوة يقارن الكلمات ويقرر.
doors-rules-admit-auto = لجهاز من أنشأ الدعوة
doors-rules-admit-auto-hint = كل من معه الدعوة يدخل فورًا.
doors-rules-admit-auto-warning = إن وقعت دعوة في غير يد صاحبها دخل غريب، دون أن يقارن أحد أي كلمات.
doors-rules-approvals = عدد الموافقات اللازمة ممن لهم الاستضافة لإخراج عضو
doors-rules-approvals-hint = العدد نفسه يلزم للتكليف بالاستضافة وإنهائها. ولأكثر من نصف الأعضاء ذلك دائمًا.
doors-rules-timer-by = لمن تحديد وقت اختفاء الرسائل
doors-rules-first-timer = وقت اختفاء الرسائل في القواعد
doors-rules-first-timer-hint = تغييره هنا يحلّ محلّ ما حدده الأعضاء.
doors-rules-change = تغيير القواعد
doors-rules-ask = طلب هذا التغيير
doors-rules-change-title = تغيير قواعد الحلقة؟
doors-rules-change-warning = تسري القواعد الجديدة على الجميع، ويرى الجميع من غيّرها.
doors-rules-facts = معلومات مفيدة
doors-rules-who-hosts = الاستضافة
doors-rules-now-timer = تختفي الرسائل بعد
doors-rules-history = ما يقرؤه القادمون الجدد
doors-rules-history-none = ما يُقال بعد دخولهم فقط
doors-rules-open-codes = دعوات مفتوحة
doors-rules-relay = المُرحِّل
doors-rules-epoch = تغييرات المفاتيح حتى الآن

## Comparing words

doors-verify-lead = تظهر عند كل الأعضاء الكلمات الست نفسها ما دام لا أحد بينكم. تكون المقارنة وجهًا لوجه أو في مكالمة، لا هنا.
doors-verify-working = جارٍ استخراج الكلمات …
doors-verify-again = استخراجها من جديد
doors-verify-words = كلمات الحلقة
doors-verify-epoch = بعد التغيير { $epoch } للمفاتيح. وتتبدل الكلمات بعد كل تغيير.
doors-verify-offline = تعذّر الوصول إلى المُرحِّل الآن: ربما تقدّمت الحلقة، وتبدلت كلمات الآخرين معها.
doors-verify-differ-title = إن اختلفت
doors-verify-differ = أولًا يلزم التأكد من اتصال الطرفين، ثم المقارنة من جديد. فإن بقيت مختلفة فربما بينكما أحد، أو عُزل أحدكما: يلزم ألا يُقال ما قد يضر أحدًا، وبدء حلقة جديدة بدعوات تُسلَّم وجهًا لوجه.

## Leaving

doors-leave-title = مغادرة { $circle }؟
doors-leave-warning = بعد ذلك لا يمكنك قراءة شيء مما يُقال فيها. والعودة تحتاج إلى دعوة جديدة وإلى من يأذن لك بالدخول.
doors-leave-after = تسري المغادرة حين يُتمّها جهاز عضو آخر. وما عندك هنا يبقى إلى أن يُمحى.
doors-leave-alone = لا عضو غيرك: تنتهي الحلقة، ويُمحى كل ما فيها من هذا المتصفح.

## Joining

doors-join-lead = الدعوة رابط، أو رمز أوله join، أو صورة للمسح. والنظر فيها لا يُخبر أحدًا بشيء.
doors-join-invite = الدعوة
doors-join-invite-hint = بحروف كبيرة أو صغيرة، بشرطات أو دونها.
doors-join-next = متابعة
doors-join-scan = مسح دعوة
doors-join-good = الدعوة سليمة الصيغة. يمكنك الآن طلب الدخول.
doors-join-as = بأي صفة يكون الدخول؟
doors-join-as-new = عضو جديد
doors-join-back = العودة إلى { $circle }
doors-join-back-hint = يشهد لك مفتاحك القديم، ويأذن لك بالدخول أحد الأعضاء.
doors-join-note = كلمات قليلة إلى من دعاك
doors-join-note-hint = شيء يُعرف به أن الطلب منك. لا يقرؤه أحد غيره.
doors-join-ask = طلب الدخول
doors-join-knocking = جارٍ الطلب …
doors-join-compare = تلزم مقارنة هذه الكلمات الأربع مع كلمات من دعاك، في مكالمة أو وجهًا لوجه. فإن اختلفت فبينكما أحد.
doors-join-next-is = بعد مقارنة الكلمات يأذن لك من دعاك بالدخول، وتُفتح الحلقة هنا.
doors-join-leave-page = يمكنك في هذه الأثناء فعل أشياء أخرى، وقفل الصفحة أو إغلاقها. وهي تسأل من جديد كلما فُتحت.
doors-join-meanwhile = إلى حلقاتي
doors-join-after-declined = يلزم سؤال من دعاك بطريق آخر: هل الرفض منه، وهل كانت الكلمات هي نفسها؟
doors-join-after-closed = يحسن إخبار من دعاك. وإن لم يسبق لك استعمالها فربما هي عند غيرك أيضًا.
doors-join-after-not-genuine = ربما غيّرها أحد في الطريق إليك. يلزم الحصول على غيرها وجهًا لوجه، أو بطريق آخر.
doors-join-elsewhere = كل صفحة تخاطب مُرحِّلها وحده. تُستعمل الدعوة بفتح عنوان ذلك المُرحِّل. ولا يُفعل ذلك إلا عند الثقة بمن أعطاك إياها.
doors-join-relay = عنوان المُرحِّل

## Scanning

doors-scan-camera = ما تراه الكاميرا
doors-scan-how = يوضع الرمز أمام الكاميرا. وتبقى الصورة على هذا الجهاز.
doors-scan-starting = جارٍ تشغيل الكاميرا …
doors-scan-refused = لا يسمح المتصفح لهذه الصفحة بالكاميرا. يمكن السماح بها في إعدادات المتصفح لهذه الصفحة، أو استعمال صورة، أو كتابة الرمز.
doors-scan-none = لا كاميرا هنا. يمكن استعمال صورة أو كتابة الرمز.
doors-scan-busy = يستعمل الكاميرا برنامج آخر. يمكن إغلاقه والمحاولة من جديد، أو استعمال صورة.
doors-scan-unable = لا يمكن استعمال الكاميرا هنا. يمكن استعمال صورة أو كتابة الرمز.
doors-scan-picture = اختيار صورة
doors-scan-nothing = لا رمز QR في هذه الصورة، أو لا يمكن تبيّنه.
