import { checkExchange, filterKeys, isImageList, rules } from 'docker-images-contract/contract';

const request = { method: 'GET', path: '/v1.49/images/json?filters={"nope":["x"]}' };
const response = { status: 200, headers: { 'content-type': 'application/json' }, body: [{ Id: 1 }] };
const findings = checkExchange({ request, response });
console.log(
  JSON.stringify({
    rules: [...new Set(findings.map(({ rule }) => rule))],
    list: isImageList([]),
    known: rules.length > 15 && filterKeys.length,
  }),
);
