// SPDX-License-Identifier: Apache-2.0
#include "host/web/status_page.h"

namespace postern::web {

const char kStyle[] = R"css(:root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #c62828; --dim: #777; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem 1.5rem 3rem; }
h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1rem; margin: 1.8rem 0 .5rem; }
header { align-items: baseline; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
header span, .dim { color: var(--dim); } code { font-size: .92em; overflow-wrap: anywhere; }
#lost { color: var(--bad); display: none; } body.lost #lost { display: inline; } body.lost main { opacity: .45; }
.chain { align-items: stretch; display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: .3rem 0 0; padding: 0; }
.chain li { border: 1px solid var(--line); border-radius: .35rem; padding: .25rem .6rem; }
.chain li + li::before { color: var(--dim); content: "\2192"; margin-left: -1.35rem; position: absolute; }
.chain li + li { margin-left: 1.1rem; } .chain .judge { border-left: .25rem solid var(--good); }
.chain .warn { border-left-color: #b26a00; border-style: dashed; } .chain .when { border-style: dotted; }
.pipeline { border-bottom: 1px solid var(--line); padding: .6rem 0; }
table { border-collapse: collapse; width: 100%; } td, th { padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; }
tr { border-bottom: 1px solid var(--line); } th { color: var(--dim); font-weight: normal; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
dl { display: grid; gap: 0 .8rem; grid-template-columns: max-content 1fr; margin: .2rem 0 .3rem; } dt { color: var(--dim); } dd { margin: 0; }
)css";

const char kScript[] = R"js('use strict';
const main = document.querySelector('main');
let shown = main.innerHTML;
async function refresh() {
  try {
    const answer = await fetch('/status.html', {cache: 'no-store', signal: AbortSignal.timeout(3000)});
    if (!answer.ok) throw new Error(answer.status);
    const part = await answer.text();
    if (part !== shown) main.innerHTML = shown = part;
    document.body.classList.remove('lost');
  } catch (error) {
    document.body.classList.add('lost');
  }
  setTimeout(refresh, 500);
}
refresh();
)js";

}  // namespace postern::web
