// Made by `npm run generate` from openapi/images-json.yaml; do not edit.
export const apiVersion = "1.49";
export const parameters = ["all","filters","shared-size","manifests","digests"];
export const filterKeys = ["before","dangling","label","label!","reference","since","until"];
export const imageKinds = ["image","attestation","unknown"];
export const contentTypes = {"200":["application/json"],"400":["application/json","text/plain"],"403":["application/json"],"404":["application/json"],"500":["application/json"],"503":["application/json"]};
