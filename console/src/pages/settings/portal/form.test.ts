import { expect, it } from 'vitest';
import { ApiFailure } from '../../../api/failure';
import { errorsOf, wanted } from './form';

it('the field that the server names is marked', () => {
  const refused = (message: string, code = 'VALIDATION_ERROR') => errorsOf(new ApiFailure(400, message, code, '', {}));
  expect(refused('primary_color must be a colour such as #2440c8')).toEqual({ primary_color: 'Must be a colour such as #2440c8' });
  expect(refused('apps[1] must be the slug of an app.')).toEqual({ apps: 'Must be the slug of an app.' });
  expect(refused('Something else', 'SERVER_ERROR')).toEqual({});
  expect(errorsOf(new Error('x y'))).toEqual({});
});

it('empty inputs take values back', () => {
  expect(wanted({ company_name: '', primary_color: '#fff', apps: [] } as never)).toEqual({ company_name: null, primary_color: '#fff', apps: [] });
});
